# cmake -C tests/caches/asan.cmake -S . -B build-asan -G Ninja
set(CMAKE_BUILD_TYPE RelWithDebInfo CACHE STRING "")
set(IMPORT_WORKER_SANITIZE "address,undefined" CACHE STRING "")
