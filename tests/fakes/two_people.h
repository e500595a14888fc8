// Two people with a vault each, on one machine, without sockets: they pair and sync through the real machines,
// with a virtual clock and seeded randomness, so that every run replays from its seed.
#pragma once

#include <capnp/message.h>
#include <doctest/doctest.h>

#include <filesystem>
#include <string>
#include <vector>

#include "app/link.h"
#include "app/service.h"
#include "fakes/manual_clock.h"
#include "fakes/seeded_random.h"

namespace avow::testing {

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
  void close() { vault_.reset(); }
  app::Vault& vault() { return *vault_; }
  const app::VaultPlace& place() const { return place_; }
  Result<void> ask(schema::Request::Reader request, Answers& answers);
  // Commands in short form; an Error fails the test.
  std::string note(const std::string& text);                                   // the id
  std::string offer(const std::string& text, const std::string& due = "");
  std::string act(const std::string& verb, const std::string& id, const std::string& outcome = "");  // the state
  Result<std::string> try_act(const std::string& verb, const std::string& id, const std::string& outcome = "");
  std::string promise_state(const std::string& id);
  std::string note_state(const std::string& id);
  bool verified();
  std::vector<Bytes> signed_bytes;  // everything that this vault ever signed

  SeededRandom random;

 private:
  app::VaultPlace place_;
  std::string name_;
  ManualClock& clock_;
  std::unique_ptr<app::Vault> vault_;
};

class TwoPeople {
 public:
  explicit TwoPeople(std::uint64_t seed);
  void pair();
  // One whole sync; `a` dials.
  Result<sync::Outcome> sync();
  ManualClock clock;
  TemporaryFolder folder;
  Person a;
  Person b;
};

}  // namespace avow::testing
