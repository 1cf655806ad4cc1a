# cmake -C tests/caches/release.cmake -S . -B build-release -G Ninja
set(CMAKE_BUILD_TYPE Release CACHE STRING "")
set(IMPORT_WORKER_TESTS OFF CACHE BOOL "")
