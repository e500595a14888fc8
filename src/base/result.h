// Result<T>: a value, or the Error that the world (peer, disk, person) caused. Bugs use AVOW_ASSERT.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

#include "base/assert.h"

namespace avow {

// What went wrong, as programs see it. Sentences for people are made from it in wire/explanation only.
// The exit code and hint of each stand in protocol/README.md#errors.
enum class Errc {
  failed,            // none of the below; context says more
  usage,             // the request itself is wrong
  not_found,         // no such record, vault, file
  ambiguous,         // an id prefix that several records share; context lists them
  passphrase_needed, // no passphrase was given and none may be asked for
  wrong_passphrase,  // the vault is whole, the passphrase does not open it
  no_vault,          // nothing at that path
  not_running,       // the instance is not running
  unreachable,       // the partner could not be reached, or has not opened its lanes
  refused,           // a rule forbids it; context is the rule's sentence
  not_paired,        // needs a partner
  read_only,         // the vault was restored or rolled back: no writing in this epoch
  damaged,           // stored bytes fail their check
  malformed,         // foreign bytes that do not parse
  too_large,         // over a named limit
  forged,            // foreign bytes that parse and fail authentication
  closed,            // the link ended before END
  timed_out,         // a deadline of ours passed
  busy,              // another avow holds the vault
  newer_version,     // data made by a later avow
  io,                // the operating system said no; context says what
  interrupted,       // Ctrl-C
};

// `code` is for programs; `context` is for the local log and for the person (never for the peer).
struct Error {
  Errc code = Errc::failed;
  std::string context;
};

// A stable name of the code, as JSON shows it: "wrong_passphrase".
const char* name_of(Errc code);
// The code of that name.
std::optional<Errc> errc_named(std::string_view name);

template <typename T>
class [[nodiscard]] Result {
 public:
  // Implicit on purpose: `return value;` and `return Error{…};` both read well.
  Result(T value) : state_(std::in_place_index<0>, std::move(value)) {}      // NOLINT(google-explicit-constructor): above
  Result(Error error) : state_(std::in_place_index<1>, std::move(error)) {}  // NOLINT(google-explicit-constructor): above

  bool ok() const { return state_.index() == 0; }
  explicit operator bool() const { return ok(); }
  T& value() & {
    AVOW_ASSERT(ok());
    return *std::get_if<0>(&state_);
  }
  const T& value() const& {
    AVOW_ASSERT(ok());
    return *std::get_if<0>(&state_);
  }
  T&& value() && {
    AVOW_ASSERT(ok());
    return std::move(*std::get_if<0>(&state_));
  }
  const Error& error() const& {
    AVOW_ASSERT(!ok());
    return *std::get_if<1>(&state_);
  }
  Error&& error() && {
    AVOW_ASSERT(!ok());
    return std::move(*std::get_if<1>(&state_));
  }
  T& operator*() & { return value(); }
  const T& operator*() const& { return value(); }
  T&& operator*() && { return std::move(*this).value(); }
  T* operator->() { return &value(); }
  const T* operator->() const { return &value(); }

 private:
  std::variant<T, Error> state_;
};

template <>
class [[nodiscard]] Result<void> {
 public:
  Result() = default;
  // Implicit on purpose, as above.
  Result(Error error) : error_(std::move(error)) {}  // NOLINT(google-explicit-constructor): above

  bool ok() const { return !error_.has_value(); }
  explicit operator bool() const { return ok(); }
  const Error& error() const& {
    AVOW_ASSERT(error_.has_value());
    return *error_;
  }
  Error&& error() && {
    AVOW_ASSERT(error_.has_value());
    return std::move(*error_);
  }

 private:
  std::optional<Error> error_;
};

}  // namespace avow

#define AVOW_CONCAT_INNER(a, b) a##b
#define AVOW_CONCAT(a, b) AVOW_CONCAT_INNER(a, b)
#define AVOW_TRY_INNER(temporary, declaration, expression)      \
  auto temporary = (expression);                                \
  if (!temporary.ok()) return std::move(temporary).error();     \
  declaration = std::move(temporary).value()

// AVOW_TRY(auto x, f()): x is f()'s value, or the enclosing function returns f()'s Error.
#define AVOW_TRY(declaration, expression) \
  AVOW_TRY_INNER(AVOW_CONCAT(avow_try_, __LINE__), declaration, expression)

// AVOW_CHECK(f()) for Result<void>: go on, or return f()'s Error.
#define AVOW_CHECK(expression)                                            \
  do {                                                                    \
    auto avow_check_result = (expression);                                \
    if (!avow_check_result.ok()) return std::move(avow_check_result).error(); \
  } while (false)
