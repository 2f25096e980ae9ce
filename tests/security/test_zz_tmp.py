"""Run from pytest: one role, results into a file."""

import os, time, json, collections
import pytest
from tests.security.test_walk import *

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("name", os.environ["WALK_ROLES"].split(","))
def test_one(world, name, caplog):
    t = time.process_time()
    w = time.time()
    f = walk(world, name, caplog)
    with open(f"/tmp/w/legal_{name.replace(' ', '_')}.txt", "w") as o:
        print(
            name,
            f.requests,
            "cpu",
            round(time.process_time() - t),
            "wall",
            round(time.time() - w),
            file=o,
        )
        print("FAULTS", len(f.faults), *f.faults[:60], sep="\n", file=o)
        c = collections.OrderedDict()
        for l in f.leaks:
            said, _, can = l.rpartition(": ")
            c.setdefault(l[:400], 0)
        print("LEAKS", len(f.leaks), *list(c)[:400], sep="\n", file=o)
        print("UNLINKED", len(f.unlinked), *f.unlinked[:60], sep="\n", file=o)
        seen = {x.kind for x in f.seen}
        print(
            "MEETS not seen",
            sorted(ROLES[name].meets(world) - seen),
            "seen not meets",
            sorted(seen - ROLES[name].meets(world)),
            file=o,
        )
