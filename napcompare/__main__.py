"""``python -m napcompare``."""

import sys

from napcompare.cli import main

sys.exit(main())
