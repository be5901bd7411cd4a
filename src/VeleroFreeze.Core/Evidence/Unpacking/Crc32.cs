using System.Buffers.Binary;

namespace VeleroFreeze.Core.Evidence.Unpacking;

/// <summary>The checksum of gzip (RFC 1952, polynomial 0xEDB88320), eight bytes a step. The base library has it in a package only.</summary>
internal static class Crc32
{
    private static readonly uint[][] Tables = MakeTables();

    /// <summary>Goes on from the checksum of what came before, which is 0 at the start.</summary>
    public static uint Append(uint checksum, ReadOnlySpan<byte> bytes)
    {
        var (t0, t1, t2, t3) = (Tables[0], Tables[1], Tables[2], Tables[3]);
        var (t4, t5, t6, t7) = (Tables[4], Tables[5], Tables[6], Tables[7]);
        var c = ~checksum;
        for (; bytes.Length >= 8; bytes = bytes[8..])
        {
            var low = c ^ BinaryPrimitives.ReadUInt32LittleEndian(bytes);
            var high = BinaryPrimitives.ReadUInt32LittleEndian(bytes[4..]);
            c = t7[(byte)low] ^ t6[(byte)(low >> 8)] ^ t5[(byte)(low >> 16)] ^ t4[low >> 24]
                ^ t3[(byte)high] ^ t2[(byte)(high >> 8)] ^ t1[(byte)(high >> 16)] ^ t0[high >> 24];
        }

        foreach (var b in bytes)
        {
            c = t0[(byte)(c ^ b)] ^ (c >> 8);
        }

        return ~c;
    }

    private static uint[][] MakeTables()
    {
        var tables = new uint[8][];
        for (var t = 0; t < tables.Length; t++)
        {
            tables[t] = new uint[256];
            for (uint i = 0; i < 256; i++)
            {
                var previous = t == 0 ? 0 : tables[t - 1][i];
                tables[t][i] = t == 0 ? Entry(i) : tables[0][(byte)previous] ^ (previous >> 8);
            }
        }

        return tables;
    }

    private static uint Entry(uint value)
    {
        for (var bit = 0; bit < 8; bit++)
        {
            value = (value & 1) == 0 ? value >> 1 : 0xEDB88320 ^ (value >> 1);
        }

        return value;
    }
}
