using VeleroFreeze.Core.Evidence.Unpacking;

namespace VeleroFreeze.Core.Evidence.Documents;

/// <summary>The whole text of a document that is held in memory.</summary>
internal static class DocumentBytes
{
    private const int InitialBuffer = 16 << 10;

    /// <returns>What is wrong with the artifact; null with all of its bytes.</returns>
    public static ReadFault? TryRead(ArtifactContent content, out ReadOnlyMemory<byte> bytes)
    {
        using var stream = ArtifactStream.Open(content, ReadLimits.Document);
        var buffer = new byte[InitialBuffer];
        var length = 0;
        for (int count; (count = stream.Read(buffer, length, buffer.Length - length)) > 0;)
        {
            length += count;
            if (length == buffer.Length)
            {
                Array.Resize(ref buffer, length * 2);
            }
        }

        bytes = buffer.AsMemory(0, length);
        return stream.Fault;
    }
}
