namespace VeleroFreeze.Sandbox.Api;

/// <summary>How watches are served.</summary>
internal sealed record WatchSettings(TimeProvider Time)
{
    /// <summary>How long a watch is silent before it is sent a bookmark, if it asked for bookmarks.</summary>
    public required TimeSpan BookmarkInterval { get; init; }

    /// <summary>A watch from a compacted revision gets HTTP 410 instead of an ERROR event.</summary>
    public required bool AnswersExpiredWatchWithStatus { get; init; }
}
