"""How `make docs` builds these pages: plain Markdown in, plain HTML out, nothing fetched."""

project = "ssi-estimator"
extensions = ["myst_parser"]
html_theme = "alabaster"
html_theme_options = {"description": "An offline estimate of the Social Selling Index"}
exclude_patterns = ["build"]
myst_enable_extensions = ["dollarmath"]
myst_heading_anchors = 3
