find_package(PkgConfig REQUIRED)
find_package(Threads REQUIRED)
find_package(CapnProto CONFIG REQUIRED)
find_package(SQLite3 REQUIRED)
find_package(fmt REQUIRED)
find_package(CLI11 CONFIG REQUIRED)
find_package(date CONFIG REQUIRED)
pkg_check_modules(SODIUM REQUIRED IMPORTED_TARGET libsodium)
pkg_check_modules(UTF8PROC REQUIRED IMPORTED_TARGET libutf8proc)
pkg_check_modules(QRCODEGEN REQUIRED IMPORTED_TARGET qrcodegencpp)
find_package(Boost 1.74 REQUIRED)  # headers only: Beast's parser

# Asio ships no CMake config; the driver rooms link this.
add_library(avow_asio INTERFACE)
target_compile_definitions(avow_asio INTERFACE ASIO_STANDALONE ASIO_NO_DEPRECATED)
target_link_libraries(avow_asio INTERFACE Threads::Threads)
