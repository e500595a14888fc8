#include "cli/context.h"

#include <fmt/format.h>

#include "app/service.h"
#include "base/limits.h"
#include "base/reason.h"
#include "base/text.h"
#include "base/text_app.h"
#include "base/text_asking.h"
#include "base/text_catalogue.h"
#include "base/text_notes.h"
#include "base/text_words.h"
#include "cli/environment.h"
#include "cli/input.h"
#include "cli/kept_answer.h"
#include "wire/frame.h"
#include "wire/message.h"

namespace avow::cli {
namespace {

constexpr std::chrono::seconds kWaitForOther{600};
constexpr std::chrono::seconds kShortWait{1};
constexpr int kPassphraseTries = 3;
constexpr std::size_t kAnswerBytesMax = 16;
constexpr std::size_t kTypedBytesMax = 1024 * 1024;  // read before it is measured, so that none of it is lost

// Is there anything at all?
class AnyItem final : public app::Replies {
 public:
  bool any = false;
  void item(schema::Item::Reader) override { any = true; }
  void done(schema::Done::Reader) override {}
};

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

}  // namespace

RequestMessage::~RequestMessage() { wire::wipe_message(message_); }

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
  AVOW_CHECK(find());
  if (covered_ != nullptr) {
    Unheard unheard;
    AVOW_CHECK(with_passphrase([&](ByteView typed) { return covered_->unlock(typed, unheard); }));
    covered_ = nullptr;
  }
  return instance_.get();
}

Result<instance::Asked*> Context::instance_for(schema::Request::Reader request) {
  if (app::shows_content(request)) return instance();
  AVOW_CHECK(find());
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

Result<void> Context::find() {
  if (instance_ != nullptr) return {};
  AVOW_TRY(const bool runs, take_running());
  return runs ? Result<void>() : open_vault();
}

// Why past a locked one: it holds neither keys nor the vault's lock, and one command needs no more than the passphrase.
Result<bool> Context::take_running() {
  AVOW_TRY(auto there, running());
  if (there == nullptr || there->state() == instance::Running::State::locked) return false;
  if (there->state() == instance::Running::State::covered) covered_ = there.get();
  instance_ = std::move(there);
  return true;
}

void Context::let_go() {
  covered_ = nullptr;
  instance_.reset();
}

Result<void> Context::check_vault() const {
  AVOW_TRY(const auto place, vault_place_of());
  std::error_code problem;
  const bool there = std::filesystem::exists(place.vault, problem);
  if (!there && !problem) return Error{Errc::no_vault, fmt::format(text::kLookedAt, place.vault.string())};
  if (there && !std::filesystem::is_directory(place.vault, problem) && !problem) {
    return Error{Errc::no_vault, std::string(reason::kNotAFolder) + place.vault.string()};
  }
  return {};
}

Result<void> Context::open_vault() {
  AVOW_CHECK(check_vault());
  AVOW_TRY(const auto place, vault_place_of());
  return with_passphrase([&](ByteView typed) { return open_unless_running(place, typed); });
}

// Why in short waits: whoever holds the vault may be an instance that has just begun. It stays, and can be asked.
Result<void> Context::open_unless_running(const instance::VaultPlace& place, ByteView typed) {
  bool told = false;
  const auto on_wait = [&] {
    if (!std::exchange(told, true)) output_.notice(text::kWaiting);
  };
  for (auto waited = kShortWait;; waited += kShortWait) {
    auto opened = world_.backend.open(place, typed, on_wait, kShortWait);
    if (opened.ok()) {
      instance_ = std::move(*opened);
      return {};
    }
    if (opened.error().code != Errc::busy || waited >= kWaitForOther) return opened.error();
    AVOW_TRY(const bool runs, take_running());
    if (runs) return {};
  }
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
  AVOW_TRY(auto* const running, instance_for(request->asReader()));
  request->setZone(zone_);
  request->setClockIsRight(globals_.clock_is_right || clock_is_right_);
  auto answered = running->handle(request->asReader(), replies);
  if (answered.ok() || !clock_is_right(answered.error())) return answered;
  request->setClockIsRight(true);
  return running->handle(request->asReader(), replies);
}

// PRODUCT.md, "Time": a clock that looks wrong asks first. Once a command; a script is told the option instead.
bool Context::clock_is_right(const Error& doubt) {
  if (doubt.code != Errc::refused || !doubt.context.starts_with(reason::kClock)) return false;
  if (clock_is_right_ || globals_.clock_is_right || !may_ask()) return false;
  const std::string_view shown = std::string_view(doubt.context).substr(0, doubt.context.find(text::kClockAdvice));
  output_.notice(fmt::format(text::kClockQuestion, neutralise_line(shown)));
  const std::string said = read_line(world_.streams.in, kAnswerBytesMax);
  clock_is_right_ = said == "y" || said == "Y" || said == "yes";
  return clock_is_right_;
}

Result<int> Context::show(RequestMessage& request, const Command& command) {
  AVOW_CHECK(instance_for(request->asReader()));
  start_pager_if_wanted(command);
  const auto replies = replies_for(output_, command);
  AVOW_CHECK(ask(request, *replies));
  if (!replies->finished()) return Error{Errc::failed, "no answer came"};
  return replies->exit_code();
}

void Context::start_pager_if_wanted(const Command& command) {
  const bool looks_back = command.noun == "timeline" || command.noun == "search" || command.noun == "shared";
  const bool is_long = command.verb == "list" || command.verb == "show" || looks_back;
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
    AVOW_TRY(typed, standard_input(kTypedBytesMax));
    if (typed.ends_with('\n')) typed.pop_back();
  } else if (!arguments.has("text")) {
    if (!may_ask()) return Error{Errc::usage, fmt::format(text::kIsMissing, what)};
    AVOW_CHECK(instance());
    output_.notice(prompt);
    AVOW_TRY(typed, read_paragraph(world_.streams.in, kTypedBytesMax));
    typed_ = typed;
  }
  AVOW_CHECK(check_text(typed, what));
  return typed;
}

Result<std::string> Context::asked_text(std::string_view prompt) {
  AVOW_CHECK(instance());
  output_.notice(prompt);
  AVOW_TRY(std::string typed, read_paragraph(world_.streams.in, kTypedBytesMax, EmptyFirst::skips));
  if (!typed.empty()) typed_ += (typed_.empty() ? "" : "\n\n") + typed;
  return typed;
}

Result<std::string> Context::text_along(std::span<const std::string_view> headings, std::string_view what,
                                        std::string_view option) {
  if (!may_ask()) return Error{Errc::usage, fmt::format(text::kHeadingsAlone, option)};
  AVOW_CHECK(instance());
  output_.notice(text::kHeadingsIntro);
  typed_.clear();
  for (const std::string_view heading : headings) {
    output_.notice(heading);
    AVOW_TRY(const std::string said, read_paragraph(world_.streams.in, kTypedBytesMax, EmptyFirst::skips));
    if (said.empty()) continue;
    typed_ += fmt::format("{}{}:\n{}", typed_.empty() ? "" : "\n\n", heading, said);
  }
  if (typed_.empty()) return Error{Errc::usage, std::string(text::kNothingUnderHeadings)};
  AVOW_CHECK(check_text(typed_, what));
  return typed_;
}

Result<void> Context::announce_private_lane() {
  AnyItem found;
  for (const std::string_view kind : {"", "journal"}) {
    RequestMessage request;
    auto query = request->initPrivateList();
    query.setKind(std::string(kind));
    query.setLimit(1);
    AVOW_CHECK(ask(request, found));
  }
  return found.any ? Result<void>() : announce_lane("", KeptAsDraft::always);
}

Result<void> Context::announce_lane(std::string_view shared_lane, KeptAsDraft draft) {
  RequestMessage request;
  request->setStatus();
  StatusOnly status;
  AVOW_CHECK(ask(request, status));
  const bool stays = draft == KeptAsDraft::always || (draft == KeptAsDraft::without_partner && !status.paired);
  if (!stays && !status.paired) return {};  // it will be refused
  const bool first = stays ? status.drafts == 0 : status.own_entries[std::string(shared_lane)] == 0;
  if (first) output_.notice(text::words(text::Group::lane, stays ? "private" : shared_lane));
  return {};
}

}  // namespace avow::cli
