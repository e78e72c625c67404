"""A small time bank on files, for journeys: its policy, members, records and states."""

from pathlib import Path
from typing import Final

from tests.support.pages import ROOT

POLICY: Final = ROOT / "policies/volunteer-network/volunteer-network.yaml"
AS_OF: Final = "2027-06-30"
MARKED: Final = "marked-name-7f3a"
"""A member whose name nothing may print."""

MEMBERS: Final = f"""member,joined,sources,until
anna,2027-01-01,shift-board workshop-team,2028-12-31
boris,2027-01-01,shift-board,2028-12-31
silent,2027-01-01,,
{MARKED},2027-01-01,shift-board workshop-team,2028-12-31
"""
RECORDS: Final = f"""id,source,member,kind,on,hours
s-1,shift-board,anna,shift,2027-02-01,8
s-2,shift-board,anna,shift,2027-02-02,4
s-3,shift-board,boris,shift,2027-03-01,1
s-4,shift-board,{MARKED},shift,2027-03-01,8
w-1,workshop-team,anna,workshop,2027-04-01,8
w-2,workshop-team,boris,workshop,2027-04-01,8
w-3,workshop-team,{MARKED},workshop,2027-04-01,8
x-1,shift-board,stranger,shift,2027-04-01,8
"""
STATES: Final = """source,record,state,on,by
shift-board,s-3,under review,2027-05-01,the member
"""
STATEMENTS: Final = f"""member,total,level,opening,next_change
anna,36,none,0,2028-02-01
boris,0,none,0,2028-12-31
{MARKED},32,none,0,2028-03-01
silent,0,none,0,
"""
LINES: Final = f"""\
member,rule,dimension,source,record,records,on,points,counted,why,next_change
anna,shifts,,shift-board,s-1,1,2027-02-01,16,16,counted,2028-02-01
anna,shifts,,shift-board,s-2,1,2027-02-02,8,8,counted,2028-02-02
anna,workshops,,workshop-team,w-1,1,2027-04-01,16,16,counted,2028-04-01
anna,shifts,,,,0,2027-02-28,0,-4,capped,
boris,shifts,,shift-board,s-3,1,2027-03-01,2,0,under review,2028-12-31
{MARKED},shifts,,shift-board,s-4,1,2027-03-01,16,16,counted,2028-03-01
{MARKED},workshops,,workshop-team,w-3,1,2027-04-01,16,16,counted,2028-04-01
"""


def write_inputs(folder: Path, **other: str) -> list[str]:
    """Write the three files, or others by name, and return the options that name them."""
    options = ["--policy", str(POLICY), "--as-of", AS_OF]
    texts = {"records": RECORDS, "members": MEMBERS, "states": STATES, **other}
    for name, text in texts.items():
        path = folder / f"{name}.csv"
        path.write_text(text, encoding="utf-8")
        options += [f"--{name}", str(path)]
    return options
