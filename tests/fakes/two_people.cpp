#include "fakes/two_people.h"

#include <unistd.h>

namespace avow::testing {
namespace {

void must(const Result<void>& result) {
  REQUIRE_MESSAGE(result.ok(), (result.ok() ? std::string() : std::string(name_of(result.error().code)) + ": " + result.error().context));
}

class MemoryPairing final : public pairing::PairingStore {
 public:
  MemoryPairing(app::Vault& vault) : vault_(vault) {}
  Result<bool> remember_nonce(const pairing::KnockNonce& nonce) override { return vault_.remember_pairing_nonce(nonce); }
  Result<void> persist_partner(const pairing::PartnerKeys& partner, const crypto::Key& root, pairing::Role) override {
    return vault_.persist_partner(partner, root, Hash{});
  }
  Result<void> persist_words(const noise::FiveWords& words) override { return vault_.persist_pairing_words(words); }

 private:
  app::Vault& vault_;
};

class NoLink final : public app::Link {
 public:
  Result<std::unique_ptr<app::Listening>> listen(const std::string&) override { return Error{Errc::io, "no network"}; }
  std::unique_ptr<app::Calling> dial_for_pairing(const app::PairingParts&, const std::vector<std::string>&,
                                                 app::PairingEnd on_end) override {
    on_end(Error{Errc::unreachable, "no network"});
    return nullptr;
  }
  std::unique_ptr<app::Calling> dial_for_sync(const app::SyncParts&, const std::vector<std::string>&,
                                              app::SyncEnd on_end) override {
    on_end(Error{Errc::unreachable, "no network"});
    return nullptr;
  }
  std::unique_ptr<app::Calling> sync_over_line(app::SyncEnd) override { return nullptr; }
  std::unique_ptr<app::Calling> after(std::chrono::milliseconds, std::function<void()>) override { return nullptr; }
  std::vector<std::string> own_dials() const override { return {}; }
  app::Serving serving() const override { return {}; }
};

}  // namespace

TemporaryFolder::TemporaryFolder() {
  std::string pattern = std::filesystem::temp_directory_path() / "avow-test-XXXXXX";
  REQUIRE(mkdtemp(pattern.data()) != nullptr);
  path_ = pattern;
}

TemporaryFolder::~TemporaryFolder() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

void Answers::item(schema::Item::Reader item) {
  items.push_back(std::make_unique<capnp::MallocMessageBuilder>());
  items.back()->setRoot(item);
}

void Answers::done(schema::Done::Reader done) {
  REQUIRE(last == nullptr);
  last = std::make_unique<capnp::MallocMessageBuilder>();
  last->setRoot(done);
}

Person::Person(const std::filesystem::path& folder, std::string name, std::uint64_t seed, ManualClock& clock)
    : random(seed), place_{folder / name, folder / (name + "-state")}, name_(std::move(name)), clock_(clock) {
  const app::VaultParts parts{random, clock_, {}};
  const auto code = random.some_bytes(16);
  {
    const auto made = app::Vault::create(place_, bytes_of(kPassphrase), code, name_, kCheapKdf, parts);
    REQUIRE(made.ok());
    must((*made)->recovery_code_was_shown());
  }
  recovery_text_ = crypto::to_recovery_text(code);
  open();
}

void Person::open() {
  const auto opened = try_open();
  REQUIRE_MESSAGE(opened.ok(), (opened.ok() ? std::string() : opened.error().context));
}

Result<void> Person::try_open(std::string_view typed) {
  vault_.reset();
  const app::VaultParts parts{random, clock_, [this](ByteView bytes) { signed_bytes.push_back(to_bytes(bytes)); }};
  AVOW_TRY(vault_, app::Vault::open(place_, bytes_of(typed), parts, std::chrono::seconds(5), {}));
  return {};
}

Result<void> Person::ask(schema::Request::Reader request, Answers& answers) {
  NoLink link;
  AVOW_TRY(const auto operation, app::begin(*vault_, link, request, answers));
  while (operation) {
    AVOW_TRY(const auto progress, operation->step());
    if (after_step) after_step();
    if (progress == app::Progress::done) break;
    REQUIRE(progress == app::Progress::more);  // nothing here waits: there is no network
  }
  return {};
}

std::string Person::note(const std::string& text) {
  capnp::MallocMessageBuilder message;
  message.initRoot<schema::Request>().initNoteAdd().setText(text);
  Answers answers;
  must(ask(message.getRoot<schema::Request>(), answers));
  return answers.result().getRecord().getId();
}

std::string Person::offer(const std::string& text, const std::string& due) {
  capnp::MallocMessageBuilder message;
  auto terms = message.initRoot<schema::Request>().initPromiseOffer();
  terms.setText(text);
  terms.setDue(due);
  Answers answers;
  must(ask(message.getRoot<schema::Request>(), answers));
  return answers.result().getRecord().getId();
}

Result<std::string> Person::try_act(const std::string& verb, const std::string& id, const std::string& outcome) {
  capnp::MallocMessageBuilder message;
  auto act = message.initRoot<schema::Request>().initPromiseAct();
  act.setVerb(verb);
  act.setId(id);
  act.setOutcome(outcome);
  Answers answers;
  AVOW_CHECK(ask(message.getRoot<schema::Request>(), answers));
  return std::string(answers.result().getRecord().getState());
}

std::string Person::act(const std::string& verb, const std::string& id, const std::string& outcome) {
  auto state = try_act(verb, id, outcome);
  REQUIRE_MESSAGE(state.ok(), (state.ok() ? std::string() : state.error().context));
  return *state;
}

std::string Person::promise_state(const std::string& id) {
  capnp::MallocMessageBuilder message;
  message.initRoot<schema::Request>().initPromiseShow().setId(id);
  Answers answers;
  must(ask(message.getRoot<schema::Request>(), answers));
  return answers.at(0).getPromise().getState();
}

std::string Person::note_state(const std::string& id) {
  capnp::MallocMessageBuilder message;
  message.initRoot<schema::Request>().initNoteShow().setId(id);
  Answers answers;
  must(ask(message.getRoot<schema::Request>(), answers));
  return answers.at(0).getNote().getState();
}

bool Person::verified() {
  capnp::MallocMessageBuilder message;
  message.initRoot<schema::Request>().setVerify();
  Answers answers;
  must(ask(message.getRoot<schema::Request>(), answers));
  for (const auto problem : answers.result().getVerified().getProblems()) {
    MESSAGE(std::string(problem.getWhere()) << ": " << std::string(problem.getWhat()));
  }
  return answers.result().getVerified().getOk();
}

TwoPeople::TwoPeople(std::uint64_t seed)
    : a(folder.path(), "ana", seed * 2 + 1, clock), b(folder.path(), "ben", seed * 2 + 2, clock) {}

void TwoPeople::meet() {
  const auto own_a = a.vault().own_identity();
  const auto own_b = b.vault().own_identity();
  const auto invite = pairing::new_invite(pairing::identity_hash(own_a.keys), {"127.0.0.1:1"},
                                          clock.now() + std::chrono::minutes(2), a.random);
  REQUIRE(invite.ok());
  MemoryPairing store_a(a.vault());
  MemoryPairing store_b(b.vault());
  const auto now = clock.monotonic_now();
  auto inviter = pairing::Ceremony::invite({*invite, own_a, store_a, a.random}, now, clock.now(), now + limits::kKnockTimeout);
  auto joiner = pairing::Ceremony::join({*invite, own_b, store_b, b.random}, now, clock.now());
  REQUIRE(inviter.ok());
  REQUIRE(joiner.ok());
  const auto carry = [&](pairing::Ceremony& from, pairing::Ceremony& to) {
    const Bytes bytes = to_bytes(from.pending_output());
    from.output_sent(bytes.size());
    if (!bytes.empty()) must(to.receive(bytes, now));
    return !bytes.empty();
  };
  while (carry(**joiner, **inviter) || carry(**inviter, **joiner)) {
  }
  REQUIRE((*inviter)->finished());
  REQUIRE((*joiner)->finished());
}

void TwoPeople::pair() {
  meet();
  must(a.vault().set_confirmed());
  must(b.vault().set_confirmed());
}

void TwoPeople::renew() {
  app::Renewal of_a = app::Keyring::new_renewal(a.random);
  app::Renewal of_b = app::Keyring::new_renewal(b.random);
  const auto shown = [](const app::Renewal& one, Person& person) {
    pairing::PartnerKeys out = person.vault().own_identity().keys;
    out.static_key = one.static_key.public_key;
    out.log_key = one.log_key.public_key;
    out.witness_key = one.witness_key.public_key;
    return out;
  };
  of_a.partner = shown(of_b, b);
  of_b.partner = shown(of_a, a);
  of_a.root = crypto::Key::random(a.random);
  of_b.root = of_a.root.copy();
  const noise::FiveWords words{"some", "words", "that", "are", "same"};
  must(a.vault().keep_renewal(std::move(of_a)));
  must(b.vault().keep_renewal(std::move(of_b)));
  must(a.vault().keep_renewal_words(words));
  must(b.vault().keep_renewal_words(words));
}

// As a device calls: with renewed keys that are confirmed here first.
Result<sync::Outcome> TwoPeople::sync() {
  const sync::Pair* next = a.vault().keys().next_pair();
  const sync::Pair* theirs = b.vault().keys().next_pair();
  if (next != nullptr && theirs != nullptr) return sync_with(*next);
  return sync_with(a.vault().keys().pair());
}

Result<sync::Outcome> TwoPeople::sync_with(const sync::Pair& pair) {
  const Now now = clock.both();
  AVOW_TRY(auto dialer, sync::Session::open(pair, a.vault(), a.vault(), a.random, noise::Role::initiator, now));
  AVOW_TRY(auto listener, sync::Session::open(b.vault().keys().pair(), b.vault(), b.vault(), b.random,
                                              noise::Role::responder, now, {}, b.vault().keys().next_pair()));
  const auto carry = [&](sync::Session& from, sync::Session& to) -> Result<bool> {
    const Bytes bytes = to_bytes(from.pending_output());
    AVOW_CHECK(from.output_sent(bytes.size(), now));
    if (on_line && !bytes.empty()) on_line(bytes);
    if (!bytes.empty()) AVOW_CHECK(to.receive(bytes, now));
    return !bytes.empty();
  };
  for (bool moved = true; moved;) {
    AVOW_TRY(const bool there, carry(*dialer, *listener));
    AVOW_TRY(const bool back, carry(*listener, *dialer));
    moved = there || back;
  }
  if (!dialer->finished() || !listener->finished()) return Error{Errc::closed, "the sessions stalled"};
  REQUIRE(dialer->outcome().words.has_value() == listener->outcome().words.has_value());
  if (dialer->outcome().words) CHECK(*dialer->outcome().words == *listener->outcome().words);
  return dialer->outcome();
}

}  // namespace avow::testing
