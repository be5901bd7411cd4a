using System.Runtime.InteropServices;
using System.Text;

namespace VeleroFreeze.Hosting.Files;

/// <summary>Linux's extended attributes, which .NET has not: a user's own, POSIX access lists, SELinux labels.</summary>
internal static class ExtendedAttributes
{
    /// <summary>errno of a file system that has none.</summary>
    private const int NotSupported = 95;

    /// <summary>Gives one file all that another has.</summary>
    /// <returns>False when one of them cannot be read or may not be set.</returns>
    public static bool TryCopy(string from, string to)
    {
        var (source, target) = (Text(from), Text(to));
        return Names(source) is { } names && names.All(name => Value(source, name) is { } value && Set(target, name, value, (nuint)value.Length, 0) == 0);
    }

    private static List<byte[]>? Names(byte[] path)
    {
        var size = List(path, null, 0);
        if (size < 0)
        {
            return Marshal.GetLastPInvokeError() == NotSupported ? [] : null;
        }

        var names = new byte[size];
        var length = List(path, names, (nuint)size);
        return length < 0 ? null : [.. Encoding.UTF8.GetString(names, 0, (int)length).Split('\0', StringSplitOptions.RemoveEmptyEntries).Select(Text)];
    }

    private static byte[]? Value(byte[] path, byte[] name)
    {
        var size = Get(path, name, null, 0);
        if (size < 0)
        {
            return null;
        }

        var value = new byte[size];
        return Get(path, name, value, (nuint)size) == size ? value : null;
    }

    private static byte[] Text(string text) => Encoding.UTF8.GetBytes(text + '\0');

    [DllImport("libc", EntryPoint = "listxattr", SetLastError = true)]
    private static extern nint List(byte[] path, byte[]? names, nuint size);

    [DllImport("libc", EntryPoint = "getxattr")]
    private static extern nint Get(byte[] path, byte[] name, byte[]? value, nuint size);

    [DllImport("libc", EntryPoint = "setxattr")]
    private static extern int Set(byte[] path, byte[] name, byte[] value, nuint size, int flags);
}
