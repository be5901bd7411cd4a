namespace VeleroFreeze.Tests.Consistency.Soundness;

/// <summary>What happens in the cluster at any moment of a history, whatever its row is.</summary>
internal enum Twist
{
    None,
    Replaced,
    ReplacedUnderTheSamePodName,
    Reset,
    Migrated,
    ThawedBySnapshot,
    ThawedByAnotherBackup,
    FrozenByAnEarlierBackup,
    Hotplugged,
    MarkedAsImported,
    AskedToStart,
}

/// <summary>What the verifier has of its watches.</summary>
internal enum Watching
{
    Whole,
    Late,
    Early,
    WithAGap,
    Missing,
    OfAnotherInstance,
    WithoutStates,
}

/// <summary>By whom a history was kept, and how.</summary>
internal enum Keeping
{
    /// <summary>Every change of the truth was told, as far as <see cref="Watching"/> goes.</summary>
    Told,

    /// <summary>Written down by verifiers that die and follow each other at any moment.</summary>
    Recorded,

    /// <summary>Written down by a verifier that may not read one kind, all along or for a time.</summary>
    Forbidden,

    /// <summary>The objects of some moment, and a person's word that they were so throughout.</summary>
    ByWord,
}

/// <summary>What is wrong with the files of the backup.</summary>
internal enum Forgery
{
    None,
    LogOfAnotherBackup,
    ObjectOfAnotherBackup,
    LineRemoved,
    HookLineRemoved,
}
