using System.Buffers;
using VeleroFreeze.Kubernetes.Objects;
using VeleroFreeze.Kubernetes.Requests;

namespace VeleroFreeze.Kubernetes.Transport;

/// <summary>Reads an answer to its end, or to the bound.</summary>
internal static class BoundedContent
{
    /// <exception cref="KubernetesException">The answer is larger than the bound.</exception>
    public static async Task<ReadOnlyMemory<byte>> ReadAsync(KubernetesRequest request, HttpContent content, int maxBytes, CancellationToken cancellation)
    {
        if (content.Headers.ContentLength > maxBytes)
        {
            throw TooLarge(request, maxBytes);
        }

        var buffer = new ArrayBufferWriter<byte>(Math.Max((int)(content.Headers.ContentLength ?? 0), 4_096));
        await using var stream = await content.ReadAsStreamAsync(cancellation);
        while (await stream.ReadAsync(buffer.GetMemory(4_096), cancellation) is > 0 and var read)
        {
            buffer.Advance(read);
            if (buffer.WrittenCount > maxBytes)
            {
                throw TooLarge(request, maxBytes);
            }
        }

        return buffer.WrittenMemory;
    }

    private static KubernetesException TooLarge(KubernetesRequest request, int maxBytes) =>
        new(0, KubernetesReason.TooLarge, $"{request}: the answer is larger than {maxBytes:N0} bytes");
}
