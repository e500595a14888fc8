// Two people with a vault each, on one machine, without sockets: they pair and sync through the real machines,
// with a virtual clock and seeded randomness, so that every run replays from its seed.
#pragma once

#include <capnp/message.h>
#include <doctest/doctest.h>

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "app/link.h"
#include "app/service.h"
#include "fakes/manual_clock.h"
#include "fakes/seeded_random.h"

namespace avow::testing {

inline constexpr std::string_view kPassphrase = "correct horse";
inline constexpr crypto::KdfCost kCheapKdf{65'536, 1};

// A folder of its own below the system's temporary one, removed at the end.
class TemporaryFolder {
 public:
  TemporaryFolder();
  ~TemporaryFolder();
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

// What one request was answered with.
class Answers final : public app::Replies {
 public:
  void item(schema::Item::Reader item) override;
  void done(schema::Done::Reader done) override;
  std::vector<std::unique_ptr<capnp::MallocMessageBuilder>> items;
  std::unique_ptr<capnp::MallocMessageBuilder> last;
  schema::Done::Reader result() const { return last->getRoot<schema::Done>().asReader(); }
  schema::Item::Reader at(std::size_t i) const { return items.at(i)->getRoot<schema::Item>().asReader(); }
};

class Person {
 public:
  Person(const std::filesystem::path& folder, std::string name, std::uint64_t seed, ManualClock& clock);
  void open();
  // With anything typed in place of the passphrase.
  Result<void> try_open(std::string_view typed = kPassphrase);
  void close() { vault_.reset(); }
  app::Vault& vault() { return *vault_; }
  const app::VaultPlace& place() const { return place_; }
  const std::string& recovery_text() const { return recovery_text_; }
  Result<void> ask(schema::Request::Reader request, Answers& answers);
  // Commands in short form; an Error fails the test.
  std::string note(const std::string& text);                                   // the id
  std::string offer(const std::string& text, const std::string& due = "");
  std::string act(const std::string& verb, const std::string& id, const std::string& outcome = "");  // the state
  Result<std::string> try_act(const std::string& verb, const std::string& id, const std::string& outcome = "");
  std::string promise_state(const std::string& id);
  std::string note_state(const std::string& id);
  bool verified();
  std::function<void()> after_step;  // of an operation
  std::vector<Bytes> signed_bytes;  // everything that this vault ever signed

  SeededRandom random;

 private:
  app::VaultPlace place_;
  std::string name_;
  std::string recovery_text_;
  ManualClock& clock_;
  std::unique_ptr<app::Vault> vault_;
};

class TwoPeople {
 public:
  explicit TwoPeople(std::uint64_t seed);
  // The ceremony: both hold each other's keys and the words, nobody has confirmed.
  void meet();
  // … and both have confirmed.
  void pair();
  // They agree on new keys; nobody has confirmed.
  void renew();
  // One whole sync; `a` dials.
  Result<sync::Outcome> sync();
  Result<sync::Outcome> sync_with(const sync::Pair& pair);
  std::function<void(ByteView)> on_line = {};  // sees every flight of a sync, both ways
  ManualClock clock;
  TemporaryFolder folder;
  Person a;
  Person b;
};

}  // namespace avow::testing
