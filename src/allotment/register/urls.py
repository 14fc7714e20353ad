"""The addresses of the register's pages."""

from django.urls import URLPattern

app_name = "register"

urlpatterns: list[URLPattern] = []
