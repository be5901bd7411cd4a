using System.Globalization;
using VeleroFreeze.Sandbox.Errors;
using VeleroFreeze.Sandbox.Selectors;
using VeleroFreeze.Sandbox.Urls;
using VeleroFreeze.Sandbox.Validation;

namespace VeleroFreeze.Sandbox.Api;

/// <summary>What a list or a watch asks for.</summary>
internal sealed record ListOptions(LabelSelector Labels, FieldSelector Fields)
{
    /// <summary>A day, in seconds.</summary>
    private const long LongestTimeout = 24 * 60 * 60;

    public long? Limit { get; init; }

    public string? Continue { get; init; }

    /// <summary>Null when the request does not say.</summary>
    public long? ResourceVersion { get; init; }

    public string? Match { get; init; }

    public TimeSpan? Timeout { get; init; }

    public bool WantsBookmarks { get; init; }

    public bool? SendInitialEvents { get; init; }

    public bool HasSelectors => !Labels.IsEmpty || !Fields.IsEmpty;

    public static ListOptions Read(ApiCall call, bool isWatch)
    {
        var options = new ListOptions(LabelsOf(call), FieldsOf(call))
        {
            Limit = Number(call, "limit") is > 0 and var limit ? limit : null,
            Continue = call.Text("continue"),
            ResourceVersion = Revision(call),
            Match = call.Text("resourceVersionMatch"),
            Timeout = Number(call, "timeoutSeconds") is > 0 and var seconds ? TimeSpan.FromSeconds(Math.Min(seconds, LongestTimeout)) : null,
            WantsBookmarks = call.Flag("allowWatchBookmarks"),
            SendInitialEvents = call.Query.ContainsKey("sendInitialEvents") ? call.Flag("sendInitialEvents") : null,
        };
        return options.Check(isWatch).ToArray() is { Length: > 0 } errors ? throw Refusal.InvalidOptions("ListOptions", errors) : options;
    }

    private IEnumerable<FieldError> Check(bool isWatch)
    {
        const string field = "resourceVersionMatch";
        if (SendInitialEvents is not null && !isWatch)
        {
            yield return FieldError.Forbidden("sendInitialEvents", "sendInitialEvents is forbidden for list");
        }

        if (SendInitialEvents is not null && isWatch && Match != "NotOlderThan")
        {
            yield return FieldError.Forbidden(field, "sendInitialEvents requires setting resourceVersionMatch to NotOlderThan");
        }

        if (Match is null || SendInitialEvents is not null)
        {
            yield break;
        }

        if (isWatch)
        {
            yield return FieldError.Forbidden(field, "resourceVersionMatch is forbidden for watch unless sendInitialEvents is provided");
        }

        if (ResourceVersion is null)
        {
            yield return FieldError.Forbidden(field, "resourceVersionMatch is forbidden unless resourceVersion is provided");
        }

        if (Continue is not null)
        {
            yield return FieldError.Forbidden(field, "resourceVersionMatch is forbidden when continue is provided");
        }

        if (Match is not ("Exact" or "NotOlderThan"))
        {
            yield return FieldError.NotSupported(field, Match, "Exact", "NotOlderThan", "");
        }

        if (Match == "Exact" && ResourceVersion == 0)
        {
            yield return FieldError.Forbidden(field, "resourceVersionMatch \"exact\" is forbidden for resourceVersion \"0\"");
        }
    }

    private static LabelSelector LabelsOf(ApiCall call)
    {
        try
        {
            return LabelSelectorParser.Parse(call.Text("labelSelector"));
        }
        catch (FormatException e)
        {
            throw Refusal.BadRequest(e.Message);
        }
    }

    private static FieldSelector FieldsOf(ApiCall call)
    {
        try
        {
            return FieldSelector.Parse(call.Type, call.Text("fieldSelector"));
        }
        catch (FormatException e)
        {
            throw Refusal.BadRequest(e.Message);
        }
    }

    private static long? Number(ApiCall call, string name)
    {
        if (call.Text(name) is not { } text)
        {
            return null;
        }

        return long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw Refusal.BadRequest($"strconv.ParseInt: parsing \"{text}\": invalid syntax");
    }

    private static long? Revision(ApiCall call)
    {
        const string name = "resourceVersion";
        if (call.Text(name) is not { } text)
        {
            return null;
        }

        return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw Refusal.BadRequest($"invalid resource version: {name}: Invalid value: \"{text}\": strconv.ParseUint: parsing \"{text}\": invalid syntax");
    }
}
