// Taking back, asked for in short words; and what a disk still holds of something.
#pragma once

#include "app/backup.h"
#include "unit/app/threads_support.h"

namespace avow::testing {

inline constexpr log::LogRef kMyCommitments{log::Lane::commitments, log::Author::me, 0};
inline constexpr log::LogRef kTheirCommitments{log::Lane::commitments, log::Author::partner, 0};
inline constexpr log::LogRef kTheirNotes{log::Lane::notes, log::Author::partner, 0};

inline auto redact_words(const std::string& id, bool all = false) {
  return [id, all](Request request) {
    auto redact = request.initRedact();
    redact.setId(id);
    redact.setAll(all);
  };
}
inline std::string redacted(Person& person, const std::string& id, bool all = false) {
  return ask(person, redact_words(id, all))->result().getRecord().getState();
}
inline auto choose(const std::string& key, const std::string& value) {
  return [key, value](Request request) {
    auto setting = request.initConfigSet();
    setting.setKey(key);
    setting.setValue(value);
  };
}
// All lines of an export, taken in at once.
inline auto import_of(const std::string& lines) {
  return [lines](Request request) {
    std::vector<std::string> all;
    for (std::size_t at = 0; at < lines.size();) {
      const auto end = lines.find('\n', at);
      all.push_back(lines.substr(at, end - at));
      at = end + 1;
    }
    auto import = request.initImportLines();
    import.setFirstLine(1);
    auto list = import.initLines(static_cast<unsigned>(all.size()));
    for (unsigned i = 0; i < list.size(); ++i) list.set(i, all[i]);
  };
}
inline auto about_taken_back(const std::string& verb, const std::string& id = "") {
  return [verb, id](Request request) {
    auto act = request.initTakenBack();
    act.setVerb(verb);
    act.setId(id);
  };
}
inline std::unique_ptr<Answers> promise_shown(Person& person, const std::string& id) {
  return ask(person, [&](Request request) { request.initPromiseShow().setId(id); });
}
inline std::string promise_text(Person& person, const std::string& id) {
  return promise_shown(person, id)->at(0).getPromise().getText();
}
inline std::string promise_missing(Person& person, const std::string& id) {
  return promise_shown(person, id)->at(0).getPromise().getMissing();
}
inline std::uint32_t waiting(Person& person) {
  return ask(person, [](Request request) { request.setStatus(); })->result().getStatus().getTakenBack();
}
inline bool words_here(Person& person, const log::LogRef& ref, std::uint64_t index) {
  const auto entry = person.vault().store().entry(ref, index);
  REQUIRE(entry.ok());
  return entry->payload.words.has_value();
}

// Every sealed value that a table holds now, cut into pieces that a page holds whole.
inline std::vector<std::string> sealed_pieces(Person& person, const std::string& select) {
  person.close();
  std::vector<std::string> out;
  for (const std::string& value : Rows(person.place().vault).blobs(select)) {
    for (std::size_t at = 0; at + 32 <= value.size(); at += 32) out.push_back(value.substr(at, 32));
  }
  person.open();
  return out;
}
// How many of them lie in a file of that folder.
inline std::size_t pieces_in(const std::filesystem::path& folder, const std::vector<std::string>& pieces) {
  std::string all;
  for (const auto& file : std::filesystem::recursive_directory_iterator(folder)) {
    if (file.is_regular_file()) all += read_file(file.path());
  }
  return static_cast<std::size_t>(
      std::count_if(pieces.begin(), pieces.end(), [&](const std::string& piece) { return all.find(piece) != std::string::npos; }));
}

inline std::string backup_bytes(Person& person) {
  const auto answers = ask(person, [](Request request) { request.initBackupCreate(); });
  std::string out;
  for (std::size_t i = 0; i < answers->items.size(); ++i) {
    const auto chunk = answers->at(i).getChunk();
    out.append(reinterpret_cast<const char*>(chunk.begin()), chunk.size());
  }
  return out;
}
// Puts a backup in this person's place.
inline void restore_from(Person& person, const std::string& backup) {
  person.close();
  std::filesystem::remove_all(person.place().vault);
  const app::OpenBackup source = [&backup]() -> Result<store::ByteSource> {
    return store::ByteSource([rest = bytes_of(backup)](MutableByteView out) mutable -> Result<std::size_t> {
      const std::size_t size = std::min(out.size(), rest.size());
      std::copy_n(rest.begin(), size, out.begin());
      rest = rest.subspan(size);
      return size;
    });
  };
  REQUIRE(app::restore_backup(person.place(), source, bytes_of(kPassphrase), person.random).ok());
  person.open();
}
inline std::string exported(Person& person) {
  const auto answers = ask(person, [](Request request) { request.setExportLines(); });
  std::string out;
  for (std::size_t i = 0; i < answers->items.size(); ++i) out += std::string(answers->at(i).getLine()) + "\n";
  return out;
}
inline std::size_t found(Person& person, const std::string& words) {
  return ask(person, [&](Request request) { request.initSearch().setWords(words); })->items.size();
}

}  // namespace avow::testing
