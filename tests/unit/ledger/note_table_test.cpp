// Every state of a note and of a check-in, every kind of record, both authors: allowed exactly as their tables say, and
// without any effect otherwise.
#include "ledger/note_table.h"

#include <map>
#include <set>

#include "unit/ledger/readme_block.h"
#include "unit/ledger/story.h"

using namespace avow;
using namespace avow::ledger;
using namespace avow::ledger::story;

namespace {

constexpr std::array kBoth{log::Author::me, log::Author::partner};

const std::set<RecordKind>& every_kind() {
  static const auto all = [] {
    std::set<RecordKind> kinds{RecordKind::promise_offer, RecordKind::question_ask, RecordKind::redaction, static_cast<RecordKind>(999)};
    for (const NoteRow& row : note_rows()) kinds.insert(row.kind);
    for (const CheckinRow& row : checkin_rows()) kinds.insert(row.kind);
    return kinds;
  }();
  return all;
}

// Anna's note, or the check-in that she began, in some state; each letter arrives before the next one is written.
class Lived : public Story {
 public:
  RecordId id;

  RecordId letter(Person& person, RecordKind kind, const RecordId& parent, const RecordId& takes = {}) {
    Facts facts;
    facts.kind = kind;
    facts.promise = id;
    facts.parent = parent;
    facts.takes = takes;
    if (!takes.is_zero()) facts.takes_kind = RecordKind::note;
    if (kind == RecordKind::checkin_seal) facts.seal = Bytes(kSealBytes, &person == &anna ? std::uint8_t{1} : std::uint8_t{2});
    const RecordId written = write(person, log::Lane::notes, facts);
    sync();
    now += std::chrono::minutes(1);
    return written;
  }
  Person& by(log::Author author) { return author == log::Author::me ? anna : ben; }
};

class LivedNote : public Lived {
 public:
  explicit LivedNote(NoteState state) {
    Facts facts;
    facts.kind = RecordKind::note;
    facts.expires_at = days_on(1);
    id = write(anna, log::Lane::notes, facts);
    sync();
    if (state == NoteState::seen) say(ben, RecordKind::note_seen);
    if (state == NoteState::corrected) say(anna, RecordKind::note_correct);
    if (state == NoteState::withdrawn) say(anna, RecordKind::note_withdraw);
    if (state == NoteState::expired) now = days_on(2);
    REQUIRE(here() == state);
  }
  void say(Person& person, RecordKind kind) {
    const Note note = must(person.ledger.note(id, now));
    letter(person, kind, note.version.is_zero() ? id : note.version, kind == RecordKind::note_withdraw ? id : RecordId{});
  }
  NoteState here() {
    const NoteState state = must(anna.ledger.note(id, now)).state;
    CHECK(must(ben.ledger.note(id, now)).state == state);
    return state;
  }
};

class LivedCheckin : public Lived {
 public:
  // `first`: who seals and opens first.
  LivedCheckin(CheckinState state, log::Author first) {
    Facts facts;
    facts.kind = RecordKind::checkin_start;
    facts.expires_at = days_on(7);
    id = write(anna, log::Lane::notes, facts);
    sync();
    const log::Author second = first == log::Author::me ? log::Author::partner : log::Author::me;
    if (state >= CheckinState::sealed && state <= CheckinState::revealed) say(first, RecordKind::checkin_seal);
    if (state >= CheckinState::both_sealed && state <= CheckinState::revealed) say(second, RecordKind::checkin_seal);
    if (state == CheckinState::opened || state == CheckinState::revealed) say(first, RecordKind::checkin_open);
    if (state == CheckinState::revealed) say(second, RecordKind::checkin_open);
    if (state == CheckinState::withdrawn) say(first, RecordKind::checkin_withdraw);
    if (state == CheckinState::expired) now = days_on(8);
    REQUIRE(here() == state);
  }
  void say(log::Author author, RecordKind kind) {
    const RecordId seal = must(anna.ledger.checkin(id, now)).of(author).seal;
    letter(by(author), kind, kind == RecordKind::checkin_open ? seal : id);
  }
  CheckinState here() {
    const CheckinState state = must(anna.ledger.checkin(id, now)).state;
    CHECK(must(ben.ledger.checkin(id, now)).state == state);
    return state;
  }
};

constexpr std::array kNoteStates{NoteState::shared, NoteState::seen, NoteState::corrected, NoteState::withdrawn, NoteState::expired};
constexpr std::array kCheckinStates{CheckinState::open,     CheckinState::sealed,   CheckinState::both_sealed, CheckinState::opened,
                                    CheckinState::revealed, CheckinState::withdrawn, CheckinState::expired};

}  // namespace

TEST_CASE("every state of a note, every kind of record, both authors: what the table allows, and nothing else") {
  for (const NoteState state : kNoteStates) {
    for (const RecordKind kind : every_kind()) {
      for (const log::Author author : kBoth) {
        CAPTURE(name_of(state));
        CAPTURE(name_of(kind));
        CAPTURE(log::name_of(author));
        LivedNote story(state);
        const NoteRow* row = note_row_of(kind, state, author == log::Author::me ? NoteWho::author : NoteWho::receiver);
        Act act{kind, story.id, log::Author::me, story.now, {}, {}, {}, {}};
        const bool own_kind = kind == RecordKind::note_seen || kind == RecordKind::note_correct || kind == RecordKind::note_withdraw;
        if (own_kind) CHECK(story.by(author).ledger.check(act).ok() == (row != nullptr));
        story.say(story.by(author), kind);
        // Why: what is said after the end of its time changes what it was before, and is over all the same.
        CHECK(story.here() == (row == nullptr ? state : row->to));
      }
    }
  }
}

TEST_CASE("every state of a check-in, every kind of record, both authors: what the table allows, and nothing else") {
  for (const CheckinState state : kCheckinStates) {
    for (const log::Author first : kBoth) {
      for (const RecordKind kind : every_kind()) {
        for (const log::Author author : kBoth) {
          CAPTURE(name_of(state));
          CAPTURE(name_of(kind));
          CAPTURE(log::name_of(author));
          LivedCheckin story(state, first);
          const Checkin before = Story::must(story.anna.ledger.checkin(story.id, story.now));
          const CheckinRow* row = checkin_row_of(kind, state, before.of(author));
          const bool by_hand = kind == RecordKind::checkin_seal || kind == RecordKind::checkin_withdraw;
          const Checkin theirs = Story::must(story.by(author).ledger.checkin(story.id, story.now));
          CHECK(check_checkin(theirs, kind, log::Author::me, story.now).ok() == (by_hand && row != nullptr));
          CHECK(is_to_open(before, author, story.now) == (checkin_row_of(RecordKind::checkin_open, state, before.of(author)) != nullptr));
          story.say(author, kind);
          CHECK(story.here() == (row == nullptr ? state : row->to));
        }
      }
    }
  }
}

TEST_CASE("every state of a note and a check-in is in its table, or is made by time alone") {
  std::set<NoteState> notes{NoteState::expired};
  for (const NoteRow& row : note_rows()) notes.insert(row.to);
  CHECK(notes == std::set<NoteState>(kNoteStates.begin(), kNoteStates.end()));
  std::set<CheckinState> checkins{CheckinState::expired};
  for (const CheckinRow& row : checkin_rows()) checkins.insert(row.to);
  CHECK(checkins == std::set<CheckinState>(kCheckinStates.begin(), kCheckinStates.end()));
}

TEST_CASE("protocol/README.md holds the generated tables of notes and check-ins") {
  check_readme_block("notes", note_rows_markdown());
  check_readme_block("checkins", checkin_rows_markdown());
}
