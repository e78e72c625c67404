"""The framework is set up before any test module of a running programme is read."""

from tests.support.configured import set_up

set_up()
