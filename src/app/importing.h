// `avow import`: an export's lines into this vault. Drafts are drafts again, the private lane is the private lane, and what
// two people shared there is history here (app/imported.h). Nothing is kept of lines of which one is wrong, and none twice.
#pragma once

#include "app/asker.h"
#include "app/imported.h"
#include "app/operation.h"
#include "app/replies.h"

namespace avow::app {

// Gathers what is new of one import. Resource, for one request.
class Importing {
 public:
  explicit Importing(Vault& vault) : vault_(vault) {}
  // Error{usage}: a sentence with the line's number. Error{newer_version}.
  Result<void> take_line(std::string_view text, std::uint32_t number);
  Result<void> take(Past past);
  Result<void> take(Draft draft);  // draws the bytes that will make its id in a log of this vault
  Result<void> take(PrivateRecord record);
  Import& gathered() { return gathered_; }

 private:
  Result<void> take_filled(schema::ExportLine::Reader line);
  bool is_first(Bytes key) { return met_.insert(std::move(key)).second; }

  Vault& vault_;
  Import gathered_;
  std::set<Bytes> met_;
};

// Error{usage}: more than limits::kLinesPerRequestMax lines, a first line that is no export's, or one that is wrong.
// Error{read_only}.
Result<std::unique_ptr<Operation>> import_lines(Vault& vault, const Asker& asker, schema::ImportLines::Reader request,
                                                Replies& replies);

}  // namespace avow::app
