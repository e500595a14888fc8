// Short words for what the tests of the vault do again and again: ask, look into files, change rows behind its back.
#pragma once

#include <sqlite3.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <functional>
#include <string>
#include <vector>

#include "fakes/two_people.h"

namespace avow::testing {

inline std::string said(const Error& error) { return std::string(name_of(error.code)) + ": " + error.context; }

// One request as the command line makes it.
template <typename Fill>
Result<std::unique_ptr<Answers>> try_ask(Person& person, Fill fill) {
  capnp::MallocMessageBuilder message;
  auto request = message.initRoot<schema::Request>();
  request.setZone("Europe/Berlin");
  fill(request);
  auto answers = std::make_unique<Answers>();
  AVOW_CHECK(person.ask(request.asReader(), *answers));
  return answers;
}
template <typename Fill>
std::unique_ptr<Answers> ask(Person& person, Fill fill) {
  auto answers = try_ask(person, fill);
  REQUIRE_MESSAGE(answers.ok(), (answers.ok() ? std::string() : said(answers.error())));
  return std::move(*answers);
}
// The code of the refusal; Errc::interrupted, which nobody else uses, when it was answered.
template <typename Fill>
Errc refusal(Person& person, Fill fill) {
  const auto answers = try_ask(person, fill);
  return answers.ok() ? Errc::interrupted : answers.error().code;
}

using Request = schema::Request::Builder;
inline constexpr log::LogRef kMyNotes{log::Lane::notes, log::Author::me, 0};
inline auto add_note(const std::string& text) {
  return [text](Request request) { request.initNoteAdd().setText(text); };
}
inline std::string note_until(Person& person, const std::string& text, const std::string& expires) {
  return ask(person, [&](Request request) {
           auto note = request.initNoteAdd();
           note.setText(text);
           note.setExpires(expires);
         })->result().getRecord().getId();
}
inline auto withdraw_note(const std::string& id) {
  return [id](Request request) { request.initNoteWithdraw().setId(id); };
}
inline auto correct_note(const std::string& id, const std::string& text) {
  return [id, text](Request request) {
    auto change = request.initNoteCorrect();
    change.setId(id);
    change.setText(text);
  };
}
inline auto see_note(const std::string& id) {
  return [id](Request request) { request.initNoteSeen().setId(id); };
}
inline auto list_notes() {
  return [](Request request) { request.initNoteList(); };
}
inline auto verify_all() {
  return [](Request request) { request.setVerify(); };
}
inline std::string text_of_note(Person& person, const std::string& id) {
  return ask(person, [&](Request request) { request.initNoteShow().setId(id); })->at(0).getNote().getText();
}
// Of all notes that a list shows, sorted.
inline std::vector<std::string> note_texts(Person& person) {
  const auto answers = ask(person, list_notes());
  std::vector<std::string> out;
  for (std::size_t i = 0; i < answers->items.size(); ++i) out.push_back(answers->at(i).getNote().getText());
  std::sort(out.begin(), out.end());
  return out;
}
inline std::size_t notes_listed(Person& person) { return ask(person, list_notes())->items.size(); }

// How often this vault was changed since it was made.
inline std::uint64_t changes(Person& person) { return person.vault().store().state().counter; }
inline const store::LogState& log_of(Person& person, log::Lane lane, log::Author by) {
  return *person.vault().store().state().find(log::LogRef{lane, by, 0});
}

inline std::string read_file(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}
inline void write_file(const std::filesystem::path& path, std::string_view bytes) {
  std::ofstream out(path, std::ios::binary | std::ios::trunc);
  out.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
}
// The files of that folder and below that hold these bytes.
inline std::vector<std::string> files_with(const std::filesystem::path& folder, std::string_view bytes) {
  std::vector<std::string> out;
  for (const auto& file : std::filesystem::recursive_directory_iterator(folder)) {
    if (file.is_regular_file() && read_file(file.path()).find(bytes) != std::string::npos) out.push_back(file.path());
  }
  return out;
}
inline void copy_folder(const std::filesystem::path& from, const std::filesystem::path& to) {
  std::filesystem::remove_all(to);
  std::filesystem::copy(from, to, std::filesystem::copy_options::recursive);
}

// The rows of a closed vault, as somebody with the disk in hand changes them.
class Rows {
 public:
  explicit Rows(const std::filesystem::path& vault) { REQUIRE(sqlite3_open((vault / "vault.db").c_str(), &db_) == SQLITE_OK); }
  ~Rows() { sqlite3_close(db_); }
  Rows(const Rows&) = delete;
  Rows& operator=(const Rows&) = delete;

  int run(const std::string& sql) {
    char* message = nullptr;
    const int code = sqlite3_exec(db_, sql.c_str(), nullptr, nullptr, &message);
    REQUIRE_MESSAGE(code == SQLITE_OK, sql << ": " << (message == nullptr ? "" : message));
    return sqlite3_changes(db_);
  }
  // The first column of every row.
  std::vector<std::string> blobs(const std::string& sql) {
    sqlite3_stmt* statement = nullptr;
    REQUIRE(sqlite3_prepare_v2(db_, sql.c_str(), -1, &statement, nullptr) == SQLITE_OK);
    std::vector<std::string> out;
    while (sqlite3_step(statement) == SQLITE_ROW) {
      const auto* bytes = static_cast<const char*>(sqlite3_column_blob(statement, 0));
      out.emplace_back(bytes, static_cast<std::size_t>(sqlite3_column_bytes(statement, 0)));
    }
    sqlite3_finalize(statement);
    return out;
  }

 private:
  sqlite3* db_ = nullptr;
};

}  // namespace avow::testing
