using System.Globalization;
using System.Net.Security;
using System.Net.Sockets;
using System.Text;

namespace VeleroFreeze.Benchmarks.Webhook;

/// <summary>Posts one review over and over on connections that stay open, as an API server does; a connection that the server wants to end is made anew.</summary>
internal static class ReviewLoad
{
    private const int Connections = 8;

    /// <summary>Returns when all were answered.</summary>
    public static void Run(int port, byte[] review, int count)
    {
        var request = (byte[])
        [
            .. Encoding.ASCII.GetBytes(string.Create(
                CultureInfo.InvariantCulture,
                $"POST /mutate?timeout=2s HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nContent-Type: application/json\r\nAccept: application/json, */*\r\nContent-Length: {review.Length}\r\n\r\n")),
            .. review,
        ];
        Exception? fault = null;
        var threads = Enumerable.Range(0, Connections).Select(i => new Thread(() =>
        {
            try
            {
                Post(port, request, (count + i) / Connections);
            }
            catch (Exception e)
            {
                fault = e;
            }
        })).ToList();
        threads.ForEach(thread => thread.Start());
        threads.ForEach(thread => thread.Join());
        if (fault is not null)
        {
            throw new InvalidOperationException("a review was not answered", fault);
        }
    }

    private static void Post(int port, byte[] request, int count)
    {
        var buffer = new byte[16 * 1024];
        for (var sent = 0; sent < count;)
        {
            using var client = new TcpClient("127.0.0.1", port) { NoDelay = true };
            using var tls = new SslStream(client.GetStream(), leaveInnerStreamOpen: false, (_, certificate, _, _) => certificate?.Subject == WebhookRun.Subject);
            tls.AuthenticateAsClient("127.0.0.1");
            for (var isOpen = true; isOpen && sent < count; sent++)
            {
                tls.Write(request);
                isOpen = ReadAnswer(tls, buffer);
            }
        }
    }

    /// <returns>False when the server ends the connection.</returns>
    private static bool ReadAnswer(SslStream tls, byte[] buffer)
    {
        int length = 0, headers;
        do
        {
            length += Read(tls, buffer, length);
            headers = buffer.AsSpan(0, length).IndexOf("\r\n\r\n"u8) + 4;
        }
        while (headers < 4);
        var head = buffer.AsSpan(0, headers);
        var end = headers + BodyLength(head);
        while (length < end)
        {
            length += Read(tls, buffer, length);
        }

        var isAnswer = head.StartsWith("HTTP/1.1 200 "u8) && buffer.AsSpan(headers, length - headers).IndexOf("\"patch\":"u8) > 0;
        return isAnswer ? head.IndexOf("Connection: close"u8) < 0 : throw new InvalidOperationException(Encoding.UTF8.GetString(buffer, 0, length));
    }

    private static int Read(SslStream tls, byte[] buffer, int offset) =>
        tls.Read(buffer, offset, buffer.Length - offset) is > 0 and var count ? count : throw new IOException("the server closed the connection");

    private static int BodyLength(ReadOnlySpan<byte> head)
    {
        var value = head[(head.IndexOf("Content-Length: "u8) + "Content-Length: ".Length)..];
        return int.Parse(value[..value.IndexOf((byte)'\r')], NumberStyles.None, CultureInfo.InvariantCulture);
    }
}
