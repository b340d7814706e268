"""``python -m lcxl``."""

from lcxl.cli import main

if __name__ == "__main__":
    main(prog_name="lcxl")
