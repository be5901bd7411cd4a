using System.Buffers;

namespace VeleroFreeze.Core.Json;

/// <summary>Buffers of the usual sizes come from a pool. Larger ones are rare, and a pool that keeps them would hold the memory of a whole burst.</summary>
public static class PooledBytes
{
    private const int MaxPooled = 1024 * 1024;

    /// <param name="length">At least so many bytes, which hold anything.</param>
    public static byte[] Rent(int length) => length <= MaxPooled ? ArrayPool<byte>.Shared.Rent(length) : GC.AllocateUninitializedArray<byte>(length);

    /// <summary>Gives it back; it must not be used afterwards.</summary>
    public static void Return(byte[] buffer)
    {
        if (buffer.Length is > 0 and <= MaxPooled)
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
