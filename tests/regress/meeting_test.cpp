// Meeting the partner: pairing that broke off, and where they answered.
#include <functional>

#include "base/text_errors.h"
#include "unit/app/support.h"

using namespace avow;
using namespace avow::testing;

namespace {

class Desk final : public pairing::PairingStore {
 public:
  Desk(app::Vault& vault, const Hash& link) : vault_(vault), link_(link) {}
  Result<bool> remember_nonce(const pairing::KnockNonce& nonce) override { return vault_.remember_pairing_nonce(nonce); }
  Result<void> persist_partner(const pairing::PartnerKeys& partner, const crypto::Key& root, pairing::Role) override {
    return vault_.persist_partner(partner, root, link_);
  }
  Result<void> persist_words(const noise::FiveWords& words) override { return vault_.persist_pairing_words(words); }

 private:
  app::Vault& vault_;
  Hash link_;
};

class Reached final : public app::Calling {
 public:
  explicit Reached(std::string address) : address_(std::move(address)) {}
  std::string reached() const override { return address_; }

 private:
  std::string address_;
};

// The way to a partner whose vault is in the same process. Every call has ended when it comes back.
class ShortLink final : public app::Link {
 public:
  ShortLink(TwoPeople& two, const pairing::Invite& invite) : two_(two), invite_(invite) {}
  Result<std::unique_ptr<app::Listening>> listen(const std::string&) override { return Error{Errc::io, "no network"}; }
  std::unique_ptr<app::Calling> dial_for_pairing(const app::PairingParts& parts, const std::vector<std::string>& addresses,
                                                 app::PairingEnd on_end) override {
    const auto own = two_.a.vault().own_identity();
    Desk desk(two_.a.vault(), Hash{1});
    const auto now = two_.clock.both();
    auto inviter = pairing::Ceremony::invite({invite_, own, desk, two_.a.random}, now.monotonic, now.wall, now.monotonic + limits::kKnockTimeout);
    auto joiner = pairing::Ceremony::join({parts.invite, parts.own, parts.store, two_.b.random}, now.monotonic, now.wall);
    REQUIRE(inviter.ok());
    REQUIRE(joiner.ok());
    const auto end = talk(**inviter, **joiner);
    on_end(end.ok() ? Result<app::PairingResult>(app::PairingResult{words_, "ana"}) : Result<app::PairingResult>(end.error()));
    return std::make_unique<Reached>(addresses.front());
  }
  std::unique_ptr<app::Calling> dial_for_sync(const app::SyncParts&, const std::vector<std::string>& addresses,
                                              app::SyncEnd on_end) override {
    tried = addresses;
    on_end(sync::Outcome{});
    return std::make_unique<Reached>(addresses.back());
  }
  std::unique_ptr<app::Calling> sync_over_line(app::SyncEnd) override { return nullptr; }
  std::unique_ptr<app::Calling> after(std::chrono::milliseconds, std::function<void()>) override { return nullptr; }
  std::vector<std::string> own_dials() const override { return {}; }
  app::Serving serving() const override { return {}; }

  bool cut_before_the_last = false;  // the joiner's last flight never arrives
  std::vector<std::string> tried;

 private:
  Result<void> talk(pairing::Ceremony& inviter, pairing::Ceremony& joiner) {
    const auto now = two_.clock.monotonic_now();
    const auto take_words = [&] {
      while (const auto event = joiner.poll_event()) {
        if (const auto* ready = std::get_if<pairing::WordsReady>(&*event)) words_ = ready->words;
      }
    };
    for (bool moved = true; moved;) {
      moved = false;
      for (const bool outward : {true, false}) {
        auto& from = outward ? joiner : inviter;
        auto& to = outward ? inviter : joiner;
        const Bytes bytes = to_bytes(from.pending_output());
        if (bytes.empty()) continue;
        if (outward && cut_before_the_last && two_.b.vault().pairing_words()->has_value()) return Error{Errc::closed, ""};
        from.output_sent(bytes.size());
        AVOW_CHECK(to.receive(bytes, now));
        take_words();
        moved = true;
      }
    }
    return {};
  }

  TwoPeople& two_;
  const pairing::Invite& invite_;
  noise::FiveWords words_;
};

Result<void> run(Person& person, app::Link& link, const std::function<void(Request)>& fill) {
  capnp::MallocMessageBuilder message;
  fill(message.initRoot<schema::Request>());
  Answers answers;
  AVOW_TRY(const auto operation, app::begin(person.vault(), link, message.getRoot<schema::Request>(), answers));
  while (operation) {
    AVOW_TRY(const auto progress, operation->step());
    if (progress == app::Progress::done) break;
  }
  return {};
}
auto join(const pairing::Invite& invite) {
  return [&invite](Request request) {
    const auto text = pairing::to_link_text(invite);
    request.initPairJoin().setLink(std::string(text_of(text.view())));
  };
}
const std::function<void(Request)> kConfirm = [](Request request) { request.setPairConfirm(); };

pairing::Invite invite_of(TwoPeople& two) {
  auto made = pairing::new_invite(pairing::identity_hash(two.a.vault().own_identity().keys), {"127.0.0.1:1"},
                                  two.clock.now() + std::chrono::minutes(10), two.a.random);
  REQUIRE(made.ok());
  return std::move(*made);
}

}  // namespace

TEST_CASE("a_joiner_that_confirmed_too_early_was_locked_out: the same link pairs again while nothing was synced") {
  TwoPeople two(321);
  const auto invite = invite_of(two);
  ShortLink link(two, invite);
  link.cut_before_the_last = true;
  CHECK(run(two.b, link, join(invite)).error().code == Errc::closed);
  CHECK(!two.a.vault().pairing_words()->has_value());
  REQUIRE(run(two.b, link, kConfirm).ok());
  CHECK(two.b.vault().pairing_stage() == app::PairingStage::confirmed);
  CHECK(run(two.a, link, kConfirm).error().code == Errc::refused);

  link.cut_before_the_last = false;
  REQUIRE(run(two.b, link, join(invite)).ok());
  CHECK(two.b.vault().pairing_stage() == app::PairingStage::waiting);  // new words are to be compared
  CHECK((*two.a.vault().pairing_words())->words == (*two.b.vault().pairing_words())->words);
  REQUIRE(run(two.a, link, kConfirm).ok());
  REQUIRE(run(two.b, link, kConfirm).ok());
  REQUIRE(two.sync().ok());

  CHECK(run(two.b, link, join(invite)).error().code == Errc::refused);  // from now on it is one pairing for good
}

TEST_CASE("a confirmed joiner does not follow another link") {
  TwoPeople two(322);
  const auto invite = invite_of(two);
  ShortLink link(two, invite);
  REQUIRE(run(two.b, link, join(invite)).ok());
  REQUIRE(run(two.b, link, kConfirm).ok());
  CHECK(run(two.b, link, join(invite_of(two))).error().code == Errc::refused);
}

TEST_CASE("an_address_that_answered_was_forgotten: it is the first to be tried, once, and few are kept") {
  TwoPeople two(323);
  const auto invite = invite_of(two);
  ShortLink link(two, invite);
  REQUIRE(run(two.b, link, join(invite)).ok());
  REQUIRE(run(two.b, link, kConfirm).ok());
  const auto sync_at = [](const std::string& at) { return [at](Request request) { request.initSyncDial().setAt(at); }; };
  const auto known = [&] { return two.b.vault().keys().partner()->keys.addresses; };
  REQUIRE(run(two.b, link, sync_at("10.0.0.2:7")).ok());
  CHECK(known() == std::vector<std::string>{"10.0.0.2:7", "127.0.0.1:1"});
  REQUIRE(run(two.b, link, sync_at("")).ok());
  CHECK(link.tried == std::vector<std::string>{"10.0.0.2:7", "127.0.0.1:1"});
  CHECK(known() == std::vector<std::string>{"127.0.0.1:1", "10.0.0.2:7"});  // the last of them answered
  for (int i = 0; i < 12; ++i) REQUIRE(run(two.b, link, sync_at("10.0.0.3:" + std::to_string(1 + i))).ok());
  CHECK(known().size() == limits::kAddressesMax);
  CHECK(known().front() == "10.0.0.3:12");
  two.b.open();
  CHECK(known().front() == "10.0.0.3:12");
}

TEST_CASE("no_address_named_no_way_out: the sentence says what to do") {
  TwoPeople two(324);
  two.pair();
  REQUIRE(two.a.vault().set_partner_addresses({}).ok());
  const auto answers = try_ask(two.a, [](Request request) { request.initSyncDial(); });
  CHECK(answers.error().code == Errc::unreachable);
  const auto* said = text::find_reason(answers.error().code, answers.error().context);
  REQUIRE(said != nullptr);
  CHECK(said->hint.find("--at") != std::string::npos);
  CHECK(said->hint.find("--listen") != std::string::npos);
}
