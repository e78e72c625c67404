"""The texts in English of the pages on contesting, on who looked, and on leaving."""

from goodstanding.web.words.forms import ContestWords, LeaveWords, LookWords

CONTEST = ContestWords(
    heading="Contest",
    lead="You can contest any record. While a person looks at it, it counts as absent. If nobody "
    "decides in time, you are right.",
    cases_heading="What you have contested",
    no_cases="You have contested nothing.",
    lines_heading="Your records",
    lines_note="Choose the record that is wrong. A deduction that is over can be repaired instead.",
    no_lines="There are no records.",
    column_line="Record",
    column_points="Points now",
    column_choose="What to do",
    appeal="Contest",
    repair="Ask for repair",
    write_heading="Contest this record",
    repair_heading="Ask for the repair of this record",
    reason="What is wrong with it?",
    reason_note="Say it in your own words, in at most {most} characters. Whoever decides sees "
    "this and the record, and not your total.",
    repair_note="Say what you did to make it good, in at most {most} characters.",
    send="Contest it",
    send_repair="Ask for repair",
    reason_missing="Write what is wrong",
    reason_long="Write at most {most} characters",
    filed="You have contested the record. It counts as absent until a person has decided.",
    repair_asked="You have asked for repair.",
    taken_back="You have taken it back.",
    filed_again="It goes to a second person.",
    you="you",
    colon=": ",
    case="Appeal",
    repair_case="Repair",
    state="State",
    states={
        "filed": "filed",
        "in review": "in review",
        "upheld": "you were right",
        "rejected": "rejected",
        "filed again": "filed again, for another person",
        "in second review": "in a second review",
        "rejected at last": "rejected in the second review",
        "taken back": "taken back by you",
        "asked": "asked",
        "granted": "granted",
        "refused": "refused",
    },
    on="Filed on",
    answer_by="First answer by",
    decide_by="Decided by, else you win",
    thread="What was said",
    take_back="Take it back",
    again="Ask a second person",
)

LOOKS = LookWords(
    heading="Who looked",
    lead="Every look at your records by a person or a partner is written here. Your own are not.",
    none="Nobody has looked.",
    column_when="When",
    column_who="Who",
    column_role="As",
    column_what="What",
    column_why="Why",
    roles={
        "member": "member",
        "guardian": "guardian",
        "clerk": "clerk at the counter",
        "reviewer": "reviewer",
        "publisher": "publisher",
        "operator": "operator",
        "auditor": "auditor",
        "source": "source",
        "partner": "partner",
        "programme": "the programme itself",
    },
    actions={
        "statement": "looked at the statement",
        "export": "took the export of everything",
        "password": "set a new password for you",
        "check": "asked about a benefit",
    },
    of_unit="{name}, {unit}",
)

LEAVE = LeaveWords(
    heading="Leave",
    lead="You can leave at any time. It costs nothing, and it cannot be undone: whoever comes back "
    "begins as new.",
    erased_heading="What is erased, at once",
    erased=(
        "every record about you, and every handle under which a source knows you here",
        "your consents, notices, appeals and repairs",
        "the log of who looked",
        "the way you sign in, and where notices go",
        "your key, without which every backup of the above is unreadable",
    ),
    kept_heading="What stays",
    kept=(
        (
            "a random number, which says nothing about anybody, so that an older backup erases you "
            "again"
        ),
        "counts in which nobody can be found",
        "what your sources hold themselves: ask them",
    ),
    export_heading="Take your copy first",
    export_note="Everything that is held about you, in one file. After leaving there is nothing "
    "left to give.",
    export="Download everything",
    confirm_heading="Leave now?",
    confirm="I want to leave, and to have everything about me erased",
    send="Leave",
    stay="Stay",
    not_confirmed="Say that you want to leave, or stay",
    left_heading="You have left",
    left_text="Nothing here holds anything about you any more. This receipt is the only thing that "
    "remains, and only you have it: copy it before you close the page.",
    receipt="The signed receipt",
)
