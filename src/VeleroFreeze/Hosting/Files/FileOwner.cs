using System.Runtime.InteropServices;
using System.Text;

namespace VeleroFreeze.Hosting.Files;

/// <summary>Linux's <c>chown</c>, which .NET has not.</summary>
internal static class FileOwner
{
    /// <returns>False when that is not allowed.</returns>
    public static bool TrySet(string path, uint owner, uint group) => SetOwner(Encoding.UTF8.GetBytes(path + '\0'), owner, group) == 0;

    [DllImport("libc", EntryPoint = "chown")]
    private static extern int SetOwner(byte[] path, uint owner, uint group);
}
