using System.Globalization;
using System.Security.Cryptography;

namespace VeleroFreeze.Backups.Reports;

/// <summary>
/// A history cut into ConfigMaps of its own: one holds a mebibyte. Two sets of names take turns, so that the record points to a whole set at any moment.
/// </summary>
/// <param name="Set"><c>a</c> or <c>b</c>.</param>
/// <param name="Count">How many.</param>
/// <param name="Checksum">Of all bytes: parts that somebody removed or mixed count as not there.</param>
internal sealed record HistoryParts(string Set, int Count, string Checksum)
{
    /// <summary>Base64 makes 933,000 characters of it; a ConfigMap holds 1,048,576 with its metadata.</summary>
    public const int MostBytes = 700_000;

    /// <summary>The key of the only member of a part.</summary>
    public const string Key = "part";

    public static HistoryParts Of(byte[] packed, HistoryParts? before) =>
        new(before?.Set == "a" ? "b" : "a", (packed.Length + MostBytes - 1) / MostBytes, ChecksumOf(packed));

    public static HistoryParts? Read(string? annotation) =>
        annotation?.Split(' ') is [("a" or "b") and var set, var count, var checksum] && int.TryParse(count, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number is > 0 and <= 100
            ? new HistoryParts(set, number, checksum)
            : null;

    public static string ChecksumOf(ReadOnlySpan<byte> packed) => Convert.ToHexStringLower(SHA256.HashData(packed));

    /// <summary>The names of the ConfigMaps, in order.</summary>
    public IEnumerable<string> Names(string backupUid) =>
        Enumerable.Range(0, Count).Select(i => string.Create(CultureInfo.InvariantCulture, $"{ReportRecord.NameFor(backupUid)}-{Set}{i}"));

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Set} {Count} {Checksum}");
}
