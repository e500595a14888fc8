// The power goes on either side at every commit, and the connection at every place: whoever runs the ceremony
// again with the same link ends with one root on both sides.
#include <doctest/doctest.h>

#include "noise/knock.h"
#include "unit/pairing/two_people.h"

using namespace avow;
using namespace avow::pairing;
using namespace avow::testing;

namespace {

void rerun_pairs(Person& bea, Person& ann, const Invite& link) {
  Meeting again(bea.join(link), ann.invite(link));
  again.run();
  CHECK(again.finished());
  CHECK(paired(bea, ann));
}

}  // namespace

TEST_CASE("a crash at any commit, before or after it became durable, is mended by running again") {
  for (const bool at_joiner : {true, false}) {
    for (const bool after : {true, false}) {
      for (int call = 0; call < 4; ++call) {
        CAPTURE(at_joiner);
        CAPTURE(after);
        CAPTURE(call);
        Person bea(1, "Bea");
        Person ann(2, "Ann");
        const Invite link = ann.make_invite();
        (at_joiner ? bea : ann).store.fail_at(call, after);
        Meeting meeting(bea.join(link), ann.invite(link));
        meeting.run();
        const int commits = at_joiner ? 2 : 3;
        CHECK(meeting.finished() == (call >= commits));
        CHECK(rules_hold(bea, ann));
        if (call < commits) CHECK((at_joiner ? meeting.joiner : meeting.inviter).error->code == Errc::io);
        (at_joiner ? bea : ann).store.fail_at(-1, false);
        rerun_pairs(bea, ann, link);
      }
    }
  }
}

TEST_CASE("a reply leaves only after the commit that it speaks of") {
  // The call that fails is the commit; what the other side has by then must not tell of it.
  Person bea(1, "Bea");
  Person ann(2, "Ann");
  const Invite link = ann.make_invite();
  SUBCASE("message 2 after the nonce") {
    ann.store.fail_at(0, false);
    Meeting meeting(bea.join(link), ann.invite(link));
    meeting.run();
    CHECK(meeting.inviter.sent == 0);
    CHECK(meeting.inviter.ceremony->pending_output().empty());
  }
  SUBCASE("words reply after the inviter's partner") {
    ann.store.fail_at(1, false);
    Meeting meeting(bea.join(link), ann.invite(link));
    meeting.run();
    CHECK(meeting.inviter.sent == kHandshakeMessageBytes);
    CHECK(meeting.inviter.ceremony->pending_output().empty());
  }
  SUBCASE("words opened after the joiner's partner and words") {
    for (const int call : {0, 1}) {
      bea.store.fail_at(call, false);
      Meeting meeting(bea.join(link), ann.invite(link));
      meeting.run();
      CHECK(meeting.joiner.sent == noise::kKnockBytes + kHandshakeMessageBytes + limits::kFlightBytesMin);
      CHECK(meeting.joiner.ceremony->pending_output().empty());
      CHECK_FALSE(ann.store.words.has_value());
    }
  }
}

TEST_CASE("a connection cut at any byte is never taken for a whole one, and running again mends it") {
  Person probe_bea(1, "Bea");
  Person probe_ann(2, "Ann");
  const Invite probe_link = probe_ann.make_invite();
  Meeting whole(probe_bea.join(probe_link), probe_ann.invite(probe_link));
  whole.run();
  const std::size_t joiner_bytes = whole.joiner.sent;
  const std::size_t inviter_bytes = whole.inviter.sent;
  std::size_t cuts = 0;
  for (const bool cut_joiner : {true, false}) {
    const std::size_t total = cut_joiner ? joiner_bytes : inviter_bytes;
    for (std::size_t at = 0; at < total; at += (at < 80 ? 1U : at % limits::kRecordBytes > 90 ? 499U : 7U)) {
      Person bea(1, "Bea");
      Person ann(2, "Ann");
      const Invite link = ann.make_invite();
      Meeting meeting(bea.join(link), ann.invite(link));
      meeting.run(cut_joiner ? Wire{.joiner_cut = at} : Wire{.inviter_cut = at});
      ++cuts;
      CHECK(rules_hold(bea, ann));
      CHECK_FALSE(meeting.joiner.error);
      // What is cut off after END is padding only.
      const std::size_t last_flight = total - limits::kFlightBytesMin;
      const std::size_t end_at = last_flight + (cut_joiner ? 2U : 1U) * limits::kRecordBytes;
      CHECK((cut_joiner ? meeting.inviter : meeting.joiner).finished() == (at >= end_at));
      if (cuts % 16 == 0) rerun_pairs(bea, ann, link);
    }
  }
  MESSAGE("cuts tried: ", cuts);
}
