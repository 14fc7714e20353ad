"""The register of awards of any funder: 360Giving in and out, public pages, open data."""
