// Everything around the program, faked: streams in memory, an environment that is a map, and an instance that
// notes what it is asked and answers from a script.
#pragma once

#include <sys/mman.h>
#include <unistd.h>

#include <functional>
#include <map>
#include <string>
#include <vector>

#include <capnp/message.h>
#include <nlohmann/json.hpp>

#include "cli/commands/commands.h"
#include "cli/program.h"
#include "wire/json.h"
#include "wire/message.h"

namespace avow::cli::test {

class MemoryFile {
 public:
  explicit MemoryFile(const std::string& contents = "") : fd_(memfd_create("avow-test", 0)) {
    if (!contents.empty() && write(fd_, contents.data(), contents.size()) >= 0) lseek(fd_, 0, SEEK_SET);
  }
  MemoryFile(const MemoryFile&) = delete;
  MemoryFile& operator=(const MemoryFile&) = delete;
  ~MemoryFile() { close(fd_); }
  int fd() const { return fd_; }
  std::string contents() const {
    std::string out(static_cast<std::size_t>(lseek(fd_, 0, SEEK_END)), '\0');
    const auto count = pread(fd_, out.data(), out.size(), 0);
    return count >= 0 ? out : std::string();
  }

 private:
  int fd_;
};

using Answer = std::function<Result<void>(schema::Request::Reader, app::Replies&)>;

struct FakeWorld;

class FakeInstance final : public instance::Asked {
 public:
  explicit FakeInstance(FakeWorld& world) : world_(world) {}
  Result<void> handle(schema::Request::Reader request, app::Replies& replies) override;

 private:
  FakeWorld& world_;
};

// One that runs already.
class FakeRunning final : public instance::Running {
 public:
  explicit FakeRunning(FakeWorld& world) : world_(world) {}
  Result<void> handle(schema::Request::Reader request, app::Replies& replies) override;
  Result<void> unlock(ByteView passphrase, app::Replies& replies) override;
  State state() const override;
  int pid() const override { return 4711; }
  Result<instance::PageDoor> open_page(const instance::PageWish& wish) override;

 private:
  FakeWorld& world_;
};

struct FakeWorld {
  std::map<std::string, std::string> environment{{"HOME", "/nonexistent"}, {"AVOW_VAULT", "/tmp"}};
  std::string input;                  // standard input
  std::optional<int> terminal;        // … or this one, where somebody can be asked
  std::string passphrase = "secret";  // what the vault opens with
  std::vector<std::string> requests;  // as JSON, status left out
  bool paired = true;
  std::uint32_t drafts = 1;
  std::uint32_t own_entries = 1;
  Answer answer;  // default: a record in state "shared"
  int opened = 0;
  std::optional<instance::Running::State> runs;  // an instance behind the socket
  int unlocked = 0;                              // … that was given its passphrase so often
  std::string own_name;                          // in the vault
  int wiped = 0;
  std::vector<instance::PageWish> page_wishes;
  std::vector<std::string> new_passphrases;
  // What came out of the last run.
  std::string out;
  std::string err;

  int run(std::vector<std::string> arguments, bool give_passphrase = true) {
    const MemoryFile in(input);
    const MemoryFile to(""), notices("");
    const MemoryFile secret(passphrase_typed + "\n");
    if (give_passphrase)
      arguments.insert(arguments.end(), {"--passphrase-file", "/dev/fd/" + std::to_string(secret.fd())});
    const int code = cli::run(arguments, commands::all(), surroundings(terminal.value_or(in.fd()), to.fd(), notices.fd()));
    out = to.contents();
    err = notices.contents();
    return code;
  }
  // The last line of `out`.
  nlohmann::json last_json() const {
    std::string lines = out;
    if (lines.ends_with('\n')) lines.pop_back();
    return nlohmann::json::parse(lines.substr(lines.rfind('\n') + 1));
  }
  std::string passphrase_typed = "secret";

 private:
  Surroundings surroundings(int in, int to, int notices) {
    Surroundings out_;
    out_.streams = {in, to, notices, "/nonexistent/tty"};
    out_.environment = [this](const char* name) -> std::optional<std::string> {
      const auto found = environment.find(name);
      if (found == environment.end()) return std::nullopt;
      return found->second;
    };
    out_.backend.open = [this](const instance::VaultPlace&, ByteView typed, const std::function<void()>&,
                               std::chrono::seconds) -> Result<std::unique_ptr<instance::Asked>> {
      ++opened;
      if (text_of(typed) != passphrase + "\n") return Error{Errc::wrong_passphrase, ""};
      return std::unique_ptr<instance::Asked>(std::make_unique<FakeInstance>(*this));
    };
    out_.backend.socket_path = [](const std::filesystem::path&, const std::filesystem::path& folder) {
      return folder / "vault.sock";
    };
    out_.backend.connect = [this](const std::filesystem::path&) -> Result<std::unique_ptr<instance::Running>> {
      if (!runs) return std::unique_ptr<instance::Running>();
      return std::unique_ptr<instance::Running>(std::make_unique<FakeRunning>(*this));
    };
    out_.backend.create_vault = [](const instance::VaultPlace&, ByteView,
                                   const std::string&) -> Result<instance::NewVault> {
      return instance::NewVault{crypto::SecretBuffer(bytes_of("ABCD-EFGH"))};
    };
    out_.backend.change_passphrase =
        [this](const instance::VaultPlace&, ByteView typed, const std::function<Result<crypto::SecretBuffer>()>& ask_new,
               const std::function<void()>&) -> Result<crypto::SecretBuffer> {
      if (text_of(typed) != passphrase + "\n") return Error{Errc::wrong_passphrase, ""};
      AVOW_TRY(const auto fresh, ask_new());
      new_passphrases.emplace_back(text_of(fresh.view()));
      return crypto::SecretBuffer(bytes_of("NEW-CODE"));
    };
    out_.backend.wipe = [this](const instance::VaultPlace&, const std::filesystem::path&, std::span<const std::string> backups,
                               const std::function<void()>&) -> Result<instance::Wiped> {
      ++wiped;
      return instance::Wiped{{"checkin-sets"}, {{backups.begin(), backups.end()}, {}}};
    };
    return out_;
  }
};

// What a status says, for the lane notices.
inline void answer_status(const FakeWorld& world, app::Replies& replies) {
  capnp::MallocMessageBuilder message;
  auto status = message.initRoot<schema::Done>().initStatus();
  status.setName(world.own_name);
  status.setPaired(world.paired);
  status.setDrafts(world.drafts);
  auto logs = status.initLogs(2);
  for (unsigned i = 0; i < 2; ++i) {
    logs[i].setBy("me");
    logs[i].setLane(i == 0 ? "notes" : "commitments");
    logs[i].setSize(world.own_entries);
  }
  replies.done(message.getRoot<schema::Done>());
}

inline void answer_record(const std::string& state, app::Replies& replies) {
  capnp::MallocMessageBuilder message;
  auto record = message.initRoot<schema::Done>().initRecord();
  record.setId("7k3q9d2m7k3q9d2m7k3q9d2m7k");
  record.setState(state);
  record.setLane("notes");
  replies.done(message.getRoot<schema::Done>());
}

inline Result<void> FakeInstance::handle(schema::Request::Reader request, app::Replies& replies) {
  if (request.isStatus()) {
    answer_status(world_, replies);
    return {};
  }
  AVOW_TRY(std::string json, wire::to_json<schema::Request>(request));
  world_.requests.push_back(std::move(json));
  if (world_.answer) return world_.answer(request, replies);
  answer_record("shared", replies);
  return {};
}

inline Result<void> FakeRunning::handle(schema::Request::Reader request, app::Replies& replies) {
  return FakeInstance(world_).handle(request, replies);
}

inline Result<instance::PageDoor> FakeRunning::open_page(const instance::PageWish& wish) {
  world_.page_wishes.push_back(wish);
  if (wish.revoke_all) return instance::PageDoor{};
  return instance::PageDoor{"TOKEN", wish.port == 0 ? std::uint16_t{8123} : wish.port};
}

inline instance::Running::State FakeRunning::state() const { return *world_.runs; }

inline Result<void> FakeRunning::unlock(ByteView passphrase, app::Replies& replies) {
  ++world_.unlocked;
  if (text_of(passphrase) != world_.passphrase + "\n") return Error{Errc::wrong_passphrase, ""};
  capnp::MallocMessageBuilder message;
  message.initRoot<schema::Done>().initUnlocked().setAddress("127.0.0.1:7777");
  replies.done(message.getRoot<schema::Done>());
  return {};
}

}  // namespace avow::cli::test
