"""The read API: the modules' routers under one OpenAPI description."""

from ninja import NinjaAPI

from allotment.register.api import router as register_router

api = NinjaAPI(
    title="Allotment",
    version="1",
    description="Read access to everything that is published.",
    openapi_url="/openapi.json",
    docs_url=None,
    urls_namespace="api",
)
api.add_router("/", register_router)
