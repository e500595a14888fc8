#include "cli/context.h"

#include "base/limits.h"
#include "base/text_catalogue.h"
#include "cli/environment.h"
#include "cli/input.h"
#include "wire/message.h"

namespace avow::cli {
namespace {

constexpr std::chrono::seconds kWaitForOther{600};
constexpr int kPassphraseTries = 3;

// What announce_lane wants to know.
class StatusOnly final : public app::Replies {
 public:
  bool paired = false;
  std::uint32_t drafts = 0;
  std::map<std::string, std::uint32_t, std::less<>> own_entries;

  void item(schema::Item::Reader) override {}
  void done(schema::Done::Reader done) override {
    if (!done.isStatus()) return;
    const auto status = done.getStatus();
    paired = status.getPaired();
    drafts = status.getDrafts();
    for (const auto log : status.getLogs()) {
      if (wire::view_of(log.getBy()) == "me") own_entries[std::string(wire::view_of(log.getLane()))] += log.getSize();
    }
  }
};

// For an answer that says nothing new.
class Unheard final : public app::Replies {
 public:
  void item(schema::Item::Reader) override {}
  void done(schema::Done::Reader) override {}
};

}  // namespace

RequestMessage::~RequestMessage() {
  for (const auto segment : message_.getSegmentsForOutput()) {
    // The segments are the builder's own memory; only their view is const.
    auto* begin = const_cast<capnp::word*>(segment.begin());  // NOLINT(cppcoreguidelines-pro-type-const-cast)
    crypto::wipe({reinterpret_cast<std::uint8_t*>(begin), segment.size() * sizeof(capnp::word)});
  }
}

Result<instance::VaultPlace> Context::vault_place_of() const { return vault_place(globals_.vault, world_.environment); }

PassphraseSources Context::passphrase_sources() const {
  PassphraseSources sources;
  sources.fd = globals_.passphrase_fd;
  if (!globals_.passphrase_file.empty()) sources.file = globals_.passphrase_file;
  if (auto command = world_.environment("AVOW_PASSPHRASE_COMMAND"); command && !command->empty())
    sources.command = *command;
  sources.terminal = world_.streams.terminal;
  sources.may_ask = !globals_.no_input;
  return sources;
}

bool Context::may_ask() const { return !globals_.no_input && is_terminal(world_.streams.in); }

Result<std::filesystem::path> Context::socket() const {
  AVOW_TRY(const auto place, vault_place_of());
  return world_.backend.socket_path(place.vault, socket_folder(place, world_.environment));
}

Result<std::unique_ptr<instance::Running>> Context::running() const {
  AVOW_TRY(const auto where, socket());
  return world_.backend.connect(where);
}

Result<instance::Asked*> Context::instance() {
  if (instance_ == nullptr) {
    AVOW_TRY(instance_, open());
  }
  return instance_.get();
}

Result<void> Context::with_passphrase(const std::function<Result<void>(ByteView typed)>& use) {
  const PassphraseSources sources = passphrase_sources();
  for (int tries = 1;; ++tries) {
    AVOW_TRY(const auto typed, passphrase(sources));
    auto used = use(typed.view());
    const bool wrong = !used.ok() && used.error().code == Errc::wrong_passphrase;
    if (!wrong || !sources.asks() || tries == kPassphraseTries) return used;
    output_.notice(text::kTryAgain);
  }
}

// Why past a locked one: it holds neither keys nor the vault's lock, and one command needs no more than the passphrase.
Result<std::unique_ptr<instance::Asked>> Context::open() {
  AVOW_TRY(auto there, running());
  if (there == nullptr || there->state() == instance::Running::State::locked) return open_vault();
  if (there->state() == instance::Running::State::covered) {
    Unheard unheard;
    AVOW_CHECK(with_passphrase([&](ByteView typed) { return there->unlock(typed, unheard); }));
  }
  return std::unique_ptr<instance::Asked>(std::move(there));
}

Result<std::unique_ptr<instance::Asked>> Context::open_vault() {
  AVOW_TRY(const auto place, vault_place_of());
  std::error_code problem;
  if (!std::filesystem::exists(place.vault, problem) && !problem) {
    return Error{Errc::no_vault, "Looked at " + place.vault.string()};
  }
  const auto on_wait = [this] { output_.notice(text::kWaiting); };
  std::unique_ptr<instance::Asked> opened;
  AVOW_CHECK(with_passphrase([&](ByteView typed) -> Result<void> {
    AVOW_TRY(opened, world_.backend.open(place, typed, on_wait, kWaitForOther));
    return {};
  }));
  return opened;
}

Result<crypto::SecretBuffer> Context::passphrase(const PassphraseSources& sources) {
  if (!first_line_) return read_passphrase(sources, text::kAskPassphrase);
  crypto::SecretBuffer out = std::move(*first_line_);
  first_line_.reset();
  return out;
}

Result<std::string> Context::standard_input(std::size_t limit) {
  if (globals_.passphrase_fd == 0 && !first_line_ && instance_ == nullptr) {
    AVOW_TRY(first_line_, read_passphrase(passphrase_sources(), ""));
  }
  return read_all(world_.streams.in, limit);
}

Result<void> Context::ask(RequestMessage& request, app::Replies& replies) {
  AVOW_TRY(auto* const running, instance());
  request->setZone(zone_);
  request->setClockIsRight(globals_.clock_is_right);
  return running->handle(request->asReader(), replies);
}

Result<int> Context::show(RequestMessage& request, const Command& command) {
  AVOW_CHECK(instance());
  start_pager_if_wanted(command);
  const auto replies = replies_for(output_, command);
  AVOW_CHECK(ask(request, *replies));
  if (!replies->finished()) return Error{Errc::failed, "no answer came"};
  return replies->exit_code();
}

void Context::start_pager_if_wanted(const Command& command) {
  const bool is_long = command.verb == "list" || command.verb == "show";
  if (!is_long || output_.json() || globals_.no_pager || globals_.no_input || !is_terminal(world_.streams.out)) return;
  std::string pager = "less -FIRX 2>/dev/null";
  for (const char* variable : {"PAGER", "AVOW_PAGER"}) {
    if (const auto set = world_.environment(variable)) pager = *set;
  }
  if (pager.empty() || pager == "cat") return;
  // Why the or: a missing pager must not swallow the list.
  output_.start_pager(pager + " || cat");
}

Result<std::string> Context::own_text(const Arguments& arguments, std::string_view what, std::string_view prompt) {
  std::string typed = arguments.get("text");
  if (typed == "-") {
    AVOW_TRY(typed, standard_input(limits::kTextBytesMax + 1));
    if (typed.ends_with('\n')) typed.pop_back();
  } else if (!arguments.has("text")) {
    if (!may_ask())
      return Error{Errc::usage, std::string(what) + " is missing. Give it in quotes, or - to read standard input."};
    output_.notice(prompt);
    AVOW_TRY(typed, read_paragraph(world_.streams.in, limits::kTextBytesMax));
  }
  AVOW_CHECK(check_text(typed, what));
  return typed;
}

Result<void> Context::announce_lane(std::string_view shared_lane, KeptAsDraft draft) {
  RequestMessage request;
  request->setStatus();
  StatusOnly status;
  AVOW_CHECK(ask(request, status));
  const bool stays = draft == KeptAsDraft::always || (draft == KeptAsDraft::without_partner && !status.paired);
  if (!stays && !status.paired) return {};  // it will be refused
  const bool first = stays ? status.drafts == 0 : status.own_entries[std::string(shared_lane)] == 0;
  if (first) output_.notice(text::lane_notice(stays ? "private" : shared_lane));
  return {};
}

}  // namespace avow::cli
