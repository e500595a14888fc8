// Placeholder so that the room exists; removed with its first file.
namespace avow {}
