using System.Text.Json;

namespace VeleroFreeze.Backups.Reports;

/// <summary>Reads what this program wrote and somebody else may have changed.</summary>
internal static class Readable
{
    public static T? OrNull<T>(Func<T?> read)
        where T : class
    {
        try
        {
            return read();
        }
        catch (Exception e) when (e is FormatException or InvalidDataException or JsonException or KeyNotFoundException or InvalidOperationException)
        {
            return null;
        }
    }
}
