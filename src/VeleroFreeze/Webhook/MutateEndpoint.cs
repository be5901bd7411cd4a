using VeleroFreeze.Core.OptIn;

namespace VeleroFreeze.Webhook;

/// <summary>Carries a review from the wire to <see cref="AdmissionHandler"/> and its answer back.</summary>
/// <param name="handler">Asked for once a review, which is so answered by one set of settings.</param>
/// <param name="gate">Bounds the memory of reviews.</param>
/// <param name="metrics">Counts answers.</param>
/// <param name="time">Measures them.</param>
/// <param name="log">Has a line for each.</param>
internal sealed class MutateEndpoint(Func<AdmissionHandler> handler, InFlightGate gate, WebhookMetrics metrics, TimeProvider time, ILogger log)
{
    public async Task ServeAsync(HttpContext context, FreezePolicy namespaceDefault)
    {
        var started = time.GetTimestamp();
        using var deadline = new CancellationTokenSource(RequestTimeout.Of(context.Request.Query["timeout"]), time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, context.RequestAborted);
        try
        {
            var answer = await AnswerAsync(context.Request, namespaceDefault, either.Token);
            Tell(answer, started);
            await SendAsync(context.Response, answer);
        }
        catch (Exception e) when (e is OperationCanceledException or IOException && context.RequestAborted.IsCancellationRequested)
        {
            Tell(AdmissionAnswer.BrokenBody, started);
        }
    }

    private void Tell(AdmissionAnswer answer, long started)
    {
        var elapsed = time.GetElapsedTime(started);
        metrics.Answered(answer, elapsed);
        AdmissionLog.Write(log, answer, elapsed);
    }

    private async Task<AdmissionAnswer> AnswerAsync(HttpRequest request, FreezePolicy namespaceDefault, CancellationToken cancellation)
    {
        if (request.ContentLength > RequestBody.MaxBytes)
        {
            return AdmissionAnswer.TooLarge;
        }

        try
        {
            using var lease = await gate.EnterAsync(request.ContentLength, cancellation);
            if (!lease.IsAcquired)
            {
                return AdmissionAnswer.Busy;
            }

            using var body = await RequestBody.ReadAsync(request.Body, request.ContentLength, cancellation);
            return body is null ? AdmissionAnswer.TooLarge : handler().Answer(body.Bytes, namespaceDefault);
        }
        catch (BadHttpRequestException e)
        {
            return e.StatusCode == StatusCodes.Status413PayloadTooLarge ? AdmissionAnswer.TooLarge : AdmissionAnswer.BrokenBody;
        }
        catch (OutOfMemoryException)
        {
            // The runtime's own limit: there was a permit, but no room for the buffer.
            return AdmissionAnswer.Busy;
        }
        catch (OperationCanceledException) when (!request.HttpContext.RequestAborted.IsCancellationRequested)
        {
            return AdmissionAnswer.TooSlow;
        }
    }

    private static async Task SendAsync(HttpResponse response, AdmissionAnswer answer)
    {
        response.StatusCode = answer.Status;
        response.ContentType = answer.Status == StatusCodes.Status200OK ? "application/json" : "text/plain; charset=utf-8";
        response.ContentLength = answer.Body.Length;
        if (answer.EndsConnection)
        {
            response.Headers.Connection = "close";
        }

        await response.Body.WriteAsync(answer.Body);
    }
}
