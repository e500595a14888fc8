#include "app/importing.h"

#include <fmt/format.h>

#include "app/answers.h"
#include "app/loop_habits.h"
#include "app/terms.h"
#include "base/limits.h"
#include "base/text_porting.h"
#include "wire/message.h"

namespace avow::app {
namespace {

using wire::view_of;

// What another program's files hold can be more than one transaction should take.
class KeepInParts final : public Operation {
 public:
  KeepInParts(Vault& vault, Import import, bool check_only, Replies& replies)
      : vault_(vault), import_(std::move(import)), count_(import_.size()), check_only_(check_only), replies_(replies) {}

  Result<Progress> step() override {
    if (!check_only_ && import_.size() > 0) {
      Import part;
      part.drafts = std::exchange(import_.drafts, {});
      const std::size_t size = std::min(kPart, import_.history.size());
      const auto from = import_.history.end() - static_cast<std::ptrdiff_t>(size);
      part.history.assign(std::make_move_iterator(from), std::make_move_iterator(import_.history.end()));
      import_.history.resize(import_.history.size() - size);
      AVOW_CHECK(vault_.keep_import(part));
      return Progress::more;
    }
    reply_count(count_, replies_);
    return Progress::done;
  }

 private:
  static constexpr std::size_t kPart = 1024;
  Vault& vault_;
  Import import_;
  const std::size_t count_;
  const bool check_only_;
  Replies& replies_;
};

// Habits whose draft was offered since: what went out has an id of its own, so it is known by its words.
Result<void> leave_out_promised(Vault& vault, std::vector<Draft>& drafts) {
  std::set<std::string> promised;
  for (const auto& promise : vault.ledger().promises(vault.clock().now())) {
    if (promise.promiser != log::Author::me || ledger::is_final(promise.state)) continue;
    const auto content = content_of(vault, promise.terms);
    if (content.ok()) promised.insert(content->words.text);
    else if (content.error().code != Errc::damaged) return content.error();
  }
  std::erase_if(drafts, [&promised](const Draft& draft) {
    const auto words = ledger::decode_words(draft.words);
    return words.ok() && promised.contains(words->text);
  });
  return {};
}

Result<std::unique_ptr<Operation>> import_loop(Vault& vault, const Asker& asker, schema::ImportLines::Reader request,
                                               Replies& replies) {
  const auto texts = request.getLines();
  if (texts.size() != 2) return Error{Errc::usage, std::string(text::kLoopTwoFiles)};
  AVOW_TRY(auto habits, read_loop(view_of(texts[0]), view_of(texts[1]), asker.zone, vault.clock().now()));
  Importing importing(vault);
  AVOW_CHECK(leave_out_promised(vault, habits.drafts));
  for (auto& draft : habits.drafts) AVOW_CHECK(importing.take(std::move(draft)));
  for (auto& day : habits.days) AVOW_CHECK(importing.take(Past(std::move(day))));
  return std::unique_ptr<Operation>(
      std::make_unique<KeepInParts>(vault, std::move(importing.gathered()), request.getCheckOnly(), replies));
}

Error wrong_line(std::uint32_t number, std::string_view why) {
  return Error{Errc::usage, fmt::format(text::kImportWrongLine, number, why)};
}

}  // namespace

Result<void> Importing::take(Past past) {
  if (!is_first(key_of(past))) return {};
  if (const auto* record = std::get_if<PastRecord>(&past); record != nullptr && vault_.holds(record->id)) return {};
  if (const auto* answers = std::get_if<PastAnswers>(&past)) {
    AVOW_TRY(const auto kept, vault_.answers_in(answers->checkin));
    if (kept) return {};
  }
  AVOW_TRY(const bool known, vault_.was_imported(key_of(past)));
  if (!known) gathered_.history.push_back(as_imported(past));
  return {};
}

Result<void> Importing::take(Draft draft) {
  AVOW_TRY(const bool held, vault_.holds_apart(draft.id));
  if (held || vault_.ledger().find(draft.id) || !is_first(to_bytes(draft.id.bytes))) return {};
  draft.id_random = vault_.random().bytes<16>();
  gathered_.drafts.push_back(std::move(draft));
  return {};
}

Result<void> Importing::take(PrivateRecord record) {
  AVOW_TRY(const bool held, vault_.holds_apart(record.id));
  if (!held && is_first(to_bytes(record.id.bytes))) gathered_.private_records.push_back(std::move(record));
  return {};
}

Result<void> Importing::take_filled(schema::ExportLine::Reader line) {
  switch (line.which()) {
    case schema::ExportLine::UNSET: return {};  // the first line
    case schema::ExportLine::RECORD: {
      AVOW_TRY(auto record, read_record(line));
      return take(Past(std::move(record)));
    }
    case schema::ExportLine::DAY: {
      AVOW_TRY(auto day, read_day(line));
      return take(Past(std::move(day)));
    }
    case schema::ExportLine::ANSWERS: {
      AVOW_TRY(auto answers, read_answers(line));
      return take(Past(std::move(answers)));
    }
    case schema::ExportLine::DRAFT: {
      AVOW_TRY(auto draft, read_draft(line));
      return take(std::move(draft));
    }
    case schema::ExportLine::PRIVATE: {
      AVOW_TRY(auto record, read_private(line));
      return take(std::move(record));
    }
  }
  AVOW_ASSERT(false);
}

Result<void> Importing::take_line(std::string_view text, std::uint32_t number) {
  if (text.size() > limits::kExportLineBytesMax) return wrong_line(number, text::kImportLineTooLong);
  capnp::MallocMessageBuilder message;
  auto line = message.initRoot<schema::ExportLine>();
  auto taken = from_text(text, line);
  if (taken.ok() && number == 1 && !line.hasAvow()) taken = Error{Errc::malformed, std::string(text::kImportNoExport)};
  if (taken.ok()) taken = take_filled(line);
  if (taken.ok() || taken.error().code != Errc::malformed) return taken;
  return wrong_line(number, taken.error().context);
}

Result<std::unique_ptr<Operation>> import_lines(Vault& vault, const Asker& asker, schema::ImportLines::Reader request,
                                                Replies& replies) {
  if (vault.read_only()) return Error{Errc::read_only, ""};
  const auto format = view_of(request.getFormat());
  if (format == "loop") return import_loop(vault, asker, request, replies);
  if (!format.empty()) return Error{Errc::usage, fmt::format(text::kImportNoFormat, format)};
  if (request.getLines().size() > limits::kLinesPerRequestMax) {
    return Error{Errc::usage, fmt::format(text::kImportTooManyLines, limits::kLinesPerRequestMax)};
  }
  Importing importing(vault);
  std::uint32_t number = request.getFirstLine();
  for (const auto line : request.getLines()) AVOW_CHECK(importing.take_line(view_of(line), number++));
  Import& gathered = importing.gathered();
  if (!request.getCheckOnly() && gathered.size() > 0) AVOW_CHECK(vault.keep_import(gathered));
  reply_count(gathered.size(), replies);
  return std::unique_ptr<Operation>();
}

}  // namespace avow::app
