// One line of `avow export --jsonl`: what it holds, as JSON that a person can read in any editor, and back without loss of
// a byte. No key, no setting and nothing that opens anything is ever in one. Values; pure. protocol/README.md#export.
#pragma once

#include <capnp/message.h>
#include <protocol/export.capnp.h>

#include "app/kept_answers.h"
#include "app/vault.h"

namespace avow::app {

// A record of one of the two people's logs, of this vault or of the one that it was imported from.
struct PastRecord {
  log::LogRef ref;
  std::uint64_t index = 0;
  RecordId id;
  log::Seen seen;
  std::optional<Instant> received_at;
  std::optional<Bytes> facts;  // empty: withheld or erased
  std::optional<Bytes> words;
  // In the order of an export.
  auto place() const { return std::tuple(ref, index, id); }
  bool operator==(const PastRecord&) const = default;
};

// A day on which something was done, from another program.
struct PastDay {
  RecordId id;
  std::string date;  // "2026-11-27"
  std::string text;
  RecordId promise;  // the draft that was made of it; zero: none
  bool operator==(const PastDay&) const = default;
};

struct PastAnswers {
  RecordId checkin;
  std::vector<KeptAnswer> answers;
  bool operator==(const PastAnswers&) const = default;
};

void fill_header(schema::ExportLine::Builder line);
void fill(schema::ExportLine::Builder line, const PastRecord& record);
void fill(schema::ExportLine::Builder line, const PastDay& day);
void fill(schema::ExportLine::Builder line, const Draft& draft);  // without the bytes that will make its id
void fill(schema::ExportLine::Builder line, const PrivateRecord& record);
void fill(schema::ExportLine::Builder line, const PastAnswers& answers);

// Error{malformed}: a name, an id or a date that is none, a text over its limit, or bytes that say something else than what
// stands beside them.
Result<PastRecord> read_record(schema::ExportLine::Reader line);
Result<PastDay> read_day(schema::ExportLine::Reader line);
Result<Draft> read_draft(schema::ExportLine::Reader line);  // first records of avow's own kinds only; id_random is zero
Result<PrivateRecord> read_private(schema::ExportLine::Reader line);
Result<PastAnswers> read_answers(schema::ExportLine::Reader line);
// The same of what lies in a vault: whether it fits together was asked when it came in, and asking takes time.
Result<PastRecord> stored_record(schema::ExportLine::Reader line);
Result<PastDay> stored_day(schema::ExportLine::Reader line);
Result<PastAnswers> stored_answers(schema::ExportLine::Reader line);

// Without a line end. Precondition: one of fill*() made it.
std::string to_text(schema::ExportLine::Reader line);
// Error{too_large}: over limits::kExportLineBytesMax. Error{malformed}: not such a line.
Result<void> from_text(std::string_view text, schema::ExportLine::Builder line);

}  // namespace avow::app
