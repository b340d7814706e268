"""The site: ``python -m sphinx -W -b html docs site`` from the root."""

from pathlib import Path

project = "lcxl"
author = "The lcxl authors"
extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.napoleon"]
source_suffix = {".md": "markdown"}
exclude_patterns = ["pictures"]
html_theme = "furo"
html_static_path = ["_static"]
html_extra_path = ["_page"] if (Path(__file__).parent / "_page").is_dir() else []
html_css_files = ["site.css"]
html_title = "lcxl"
html_show_copyright = False
html_show_sphinx = False
html_theme_options = {"navigation_with_keys": False}
language = "en"
myst_heading_anchors = 3
myst_enable_extensions = ["colon_fence", "deflist"]
autodoc_member_order = "bysource"
autodoc_typehints = "signature"
python_use_unqualified_type_names = True
add_module_names = False
