// Who may ask: the rules that keep other sites, other ports and other names out of the page (protocol/README.md#page).
// Pure.
#pragma once

#include <optional>

#include "web/http_request.h"
#include "web/http_status.h"

namespace avow::web {

// What a request is after. A document may be opened from anywhere (a link holds no token); a file is loaded by the page
// alone; a call reads or changes something: its body is JSON, or bytes as they were typed or as a file holds them.
enum class Wanted : std::uint8_t { document, file, call, bytes };

// Why it may not be answered; empty: it may. `port`: where this page listens, on 127.0.0.1.
std::optional<Status> refusal_of(const HttpRequest& request, Wanted wanted, std::uint16_t port);

}  // namespace avow::web
