namespace VeleroFreeze.Core.Evidence.Unpacking;

/// <summary>The header of a gzip member (RFC 1952).</summary>
internal static class GzipHeader
{
    public const int Length = 10;

    private const byte Deflate = 8;

    public static bool HasMagic(ReadOnlySpan<byte> bytes) => bytes is [0x1f, 0x8b, ..];

    /// <summary>Velero's compressor writes no name, comment or extra field; with a flag for one of them this is another file.</summary>
    public static bool IsVeleros(ReadOnlySpan<byte> bytes) => bytes.Length >= Length && bytes[2] == Deflate && bytes[3] == 0;
}
