from django.urls import path

from allotment.fund.views import (
    assessor,
    awards,
    board,
    disclosure,
    editor,
    entrant,
    entry_files,
    feeds,
    letter_texts,
    manager,
    public,
    received,
    sent,
)

app_name = "fund"

PUBLIC = [
    path("calls/", public.calls, name="calls"),
    path("calls/feed/", feeds.OpenCalls(), name="feed"),
    path("calls/<str:key>/", public.call, name="call"),
    path("calls/<str:key>/ask/", public.ask, name="ask"),
]

ENTRANT = [
    path("calls/<str:key>/enter/", entrant.start, name="enter"),
    path("entries/", entrant.my_entries, name="my_entries"),
    path("entries/<str:key>/", entrant.entry, name="entry"),
    path("entries/<str:key>/section/<slug:section>/", entrant.section, name="section"),
    path("entries/<str:key>/save/<slug:section>/", entrant.autosave, name="autosave"),
    path("entries/<str:key>/files/<slug:question>/", entry_files.add_file, name="add_file"),
    path(
        "entries/<str:key>/files/<slug:question>/<str:file>/remove/",
        entry_files.remove_file,
        name="remove_file",
    ),
    path(
        "entries/<str:key>/files/<slug:question>/<str:file>/put-back/",
        entry_files.put_file_back,
        name="put_file_back",
    ),
    path("entries/<str:key>/check/", entrant.check, name="check"),
    path("entries/<str:key>/receipt/", entrant.receipt, name="receipt"),
    path("entries/<str:key>/receipt/document/", entrant.document, name="document"),
    path("entries/<str:key>/withdraw/", entrant.withdraw, name="withdraw"),
    path("entries/<str:key>/offer/<str:award>/", awards.offer, name="offer"),
]

ASSESSOR = [
    path("assess/", assessor.work, name="work"),
    path("assess/<str:key>/", assessor.assess, name="assess"),
    path("assess/<str:key>/save/", assessor.autosave, name="save_scores"),
    path("assess/<str:key>/step-back/", assessor.step_back, name="step_back"),
]

MANAGER = [
    path("manage/", manager.manage, name="manage"),
    path("manage/new/", manager.new, name="new"),
    path("manage/<str:key>/", manager.inside, name="inside"),
    path("manage/<str:key>/rules/", manager.rules, name="rules"),
    path("manage/<str:key>/moments/", manager.moments, name="moments"),
    path("manage/<str:key>/open/", manager.open_call, name="open"),
    path("manage/<str:key>/copy/", manager.copy, name="copy"),
    path("manage/<str:key>/amend/", manager.amend, name="amend"),
    path("manage/<str:key>/extend/", manager.extend, name="extend"),
    path("manage/<str:key>/extend-one/", received.whom_to_extend, name="whom_to_extend"),
    path("manage/<str:key>/extend/<str:entry>/", received.extend_one, name="extend_one"),
    path("late-changes/<str:key>/", received.late_change, name="late_change"),
    path("manage/<str:key>/questions-asked/", manager.questions_asked, name="questions_asked"),
    path("manage/<str:key>/questions-asked/<str:question>/", manager.answer, name="answer"),
    path("manage/<str:key>/paper/", received.paper, name="paper"),
    path("manage/<str:key>/entries/", received.entries, name="entries"),
    path("manage/<str:key>/assignments/", received.assignments, name="assignments"),
    path("manage/<str:key>/assign-evenly/", received.assign_evenly, name="assign_evenly"),
    path("manage/<str:key>/to-board/", manager.to_board, name="to_board"),
    path("manage/<str:key>/more-scores/", manager.more_scores, name="more_scores"),
    path("manage/<str:key>/ranking/", board.ranking, name="ranking"),
    path("manage/<str:key>/board-pack.pdf", board.pack, name="pack"),
    path("manage/<str:key>/board-pack/", board.make_pack, name="make_pack"),
    path("manage/<str:key>/disclosure/", disclosure.disclosure, name="disclosure"),
    path("manage/<str:key>/letters/", board.letters, name="letters"),
    path("manage/<str:key>/letters/texts/", letter_texts.texts, name="letter_texts"),
    path("manage/<str:key>/letters/texts/<str:kind>/", letter_texts.text, name="letter_text"),
    path("manage/<str:key>/letters/texts/<str:kind>/usual/", letter_texts.usual, name="usual_text"),
    path("manage/<str:key>/letters/sent/", sent.letters_sent, name="letters_sent"),
    path("manage/<str:key>/letters/sent/<str:letter>/", sent.letter, name="letter"),
    path("manage/<str:key>/awards/", sent.awards, name="awards"),
    path("manage/<str:key>/close-decisions/", manager.close_decisions, name="close_decisions"),
    path("received/<str:key>/", received.entry, name="received"),
    path("received/<str:key>/screen/", received.screen, name="screen"),
    path("received/<str:key>/assign/", received.assign, name="assign"),
    path("received/<str:key>/assigned/<str:assignment>/off/", received.unassign, name="unassign"),
    path("received/<str:key>/decide/", board.decide, name="decide"),
    path("received/<str:key>/conflict/", board.conflict, name="conflict"),
]

_FORM = "manage/<str:key>/form/"
EDITOR = [
    path(_FORM, editor.form, name="form"),
    path(_FORM + "sections/add/", editor.add_section, name="add_section"),
    path(_FORM + "sections/<slug:section>/", editor.section, name="change_section"),
    path(_FORM + "sections/<slug:section>/remove/", editor.remove_section, name="remove_section"),
    path(_FORM + "sections/<slug:section>/move/", editor.move_section, name="move_section"),
    path(_FORM + "sections/<slug:section>/try/", editor.preview, name="preview"),
    path(_FORM + "sections/<slug:section>/add/", editor.add_question, name="add_question"),
    path(_FORM + "questions/<slug:question>/", editor.question, name="change_question"),
    path(
        _FORM + "questions/<slug:question>/remove/", editor.remove_question, name="remove_question"
    ),
    path(_FORM + "questions/<slug:question>/move/", editor.move_question, name="move_question"),
    path(_FORM + "removed/<str:part>/", editor.put_back, name="put_back"),
    path(_FORM + "criteria/add/", editor.add_criterion, name="add_criterion"),
    path(_FORM + "criteria/<slug:criterion>/", editor.criterion, name="change_criterion"),
    path(
        _FORM + "criteria/<slug:criterion>/remove/",
        editor.remove_criterion,
        name="remove_criterion",
    ),
    path(_FORM + "criteria/<slug:criterion>/move/", editor.move_criterion, name="move_criterion"),
]

urlpatterns = PUBLIC + ENTRANT + ASSESSOR + MANAGER + EDITOR
