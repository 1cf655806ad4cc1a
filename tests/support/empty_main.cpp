// Carries the precompiled headers of the tests (tests/CMakeLists.txt); never run.
int main() { return 0; }
