"""Reads a grant as people publish it: older spellings understood, every change kept in mind."""
