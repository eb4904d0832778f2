"""What classes have of those of other modules."""

from tests.repo.python.test_link import HELPER, project, reads

KEEPS = (
    "import os\nclass Keeps:\n    env = os.environ\n    get = os.getenv\n    def __init__(self, given=None):\n"
    "        self.own = os.environ\n        self.given = given or os.environ\n"
)


def test_an_attribute_that_is_the_environment_is_taken_of_classes_of_other_modules() -> None:
    files = project(
        base=KEEPS,
        a="from base import Keeps\nKeeps.env['A'], Keeps().own['B'], Keeps.get('C')\nk = Keeps()\nk.own.get('D')\n",
        b="import base\nclass B(base.Keeps):\n    def f(self): return self.own['A'], self.env['B']\nB().own['C']\n",
    )
    assert [names for names, *_ in reads(files["a.py"])] == [("A",), ("B",), ("C",), ("D",)]
    assert [names for names, *_ in reads(files["b.py"])] == [("A",), ("B",), ("C",)]


def test_what_callers_may_give_instead_is_no_environment_elsewhere() -> None:
    files = project(base=KEEPS, a="from base import Keeps\nKeeps({}).given['A']\n")
    assert "a.py" not in files or reads(files["a.py"]) == []


def test_a_method_of_another_module_is_asked_of_an_object_that_is_made_on_the_spot() -> None:
    base = "class Base:\n    def env(self, n): return os.environ[n]\n"
    files = project(
        base=HELPER + base,
        a="from base import Base\nclass A(Base): pass\nclass B(A): pass\nA().env('A')\ndef f(): return B().env('B')\n",
    )
    assert [names for names, *_ in reads(files["a.py"])] == [("A",), ("B",)]
