# cmake -C tests/caches/asan.cmake -S . -B build/address -G Ninja     (tests/sanitize address does all of it)
set(CMAKE_BUILD_TYPE RelWithDebInfo CACHE STRING "")
set(IMPORT_WORKER_SANITIZE "address,undefined" CACHE STRING "")
