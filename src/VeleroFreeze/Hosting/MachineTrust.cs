using System.Runtime.InteropServices;

namespace VeleroFreeze.Hosting;

/// <summary>
/// The machine's list of public authorities. .NET reads all of it to see whether one of them signed a server's own certificate, which takes two thirds of the time that a
/// server needs to start. Who calls nobody, and is called by clients that have its authority, can do without.
/// </summary>
internal static class MachineTrust
{
    private const string Nowhere = "/nonexistent";

    /// <summary>Leaves the list unread by this process. To be called before the first certificate is loaded; what the user set in OpenSSL's variables stands.</summary>
    public static void DoWithout()
    {
        // Environment's own setter does not reach OpenSSL, which is asked for the place.
        if (OperatingSystem.IsLinux())
        {
            _ = SetVariable("SSL_CERT_DIR", Nowhere, overwrite: 0);
            _ = SetVariable("SSL_CERT_FILE", Nowhere, overwrite: 0);
        }
    }

    [DllImport("libc", EntryPoint = "setenv")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int SetVariable([MarshalAs(UnmanagedType.LPUTF8Str)] string name, [MarshalAs(UnmanagedType.LPUTF8Str)] string value, int overwrite);
}
