using System.CommandLine;
using System.CommandLine.Parsing;
using VeleroFreeze.Backups.Storage;

namespace VeleroFreeze.Cli.Verify;

/// <summary>Where a backup is looked at: in a cluster, or in files.</summary>
internal sealed class CaseOptions
{
    private readonly Option<string?> _from = new("--from")
    {
        HelpName = "DIR",
        Description = "Judge the files of one backup as they lie in the bucket (NAME-logs.gz and so on; any may be missing); needs no cluster",
    };

    private readonly Option<string?> _objects = new("--objects")
    {
        HelpName = "FILE",
        Description = "With --from: the cluster as it was then, from: kubectl get vm,vmi,pod,pvc,ns -A -o json; with the KubeVirt data mover also vmbackup,dataupload",
    };

    private readonly ClusterOptions _cluster = new();
    private readonly Option<string> _namespace = new("--namespace", "-n") { HelpName = "NAMESPACE", Description = "Where Velero and its Backups are", DefaultValueFactory = _ => "velero" };
    private readonly Option<string> _reports = new("--report-namespace")
    {
        HelpName = "NAMESPACE",
        Description = "Where the verifier keeps what it recorded",
        DefaultValueFactory = _ => "velerofreeze",
    };

    private readonly Option<string[]> _hosts = new("--storage-host") { HelpName = "HOST", Description = "A host that artifacts may be fetched from beside the storage location's own; may be repeated" };
    private readonly Option<string?> _ca = new("--storage-ca") { HelpName = "FILE", Description = "Authorities to trust there beside the system's and the location's caCert (PEM)" };
    private readonly Option<bool> _http = new("--allow-http-storage") { Description = "Fetch artifacts without TLS as well" };
    private readonly Option<bool> _loopback = new("--allow-loopback-storage") { Description = "Fetch artifacts from this machine as well: local clusters" };

    private readonly Option<string> _output = new Option<string>("--output", "-o")
    {
        Description = "text for people; the report itself as json or yaml",
        DefaultValueFactory = _ => "text",
        HelpName = "text|json|yaml",
    }.AcceptOnlyFromAmong("text", "json", "yaml");

    public void AddTo(Command command)
    {
        foreach (var option in (Option[])[_from, _objects, .. _cluster.All, _namespace, _reports, _hosts, _ca, _http, _loopback, _output])
        {
            command.Add(option);
        }

        command.Validators.Add(result =>
        {
            if (result.GetValue(_objects) is not null && result.GetValue(_from) is null)
            {
                result.AddError("--objects goes with --from; in a cluster the verifier's records are used");
            }

            if (StorageAuthorities.Problem(result.GetValue(_ca)) is { } problem)
            {
                result.AddError(problem);
            }
        });
    }

    public string? From(ParseResult parsed) => parsed.GetValue(_from);

    public string? From(CommandResult parsed) => parsed.GetValue(_from);

    public string Output(ParseResult parsed) => parsed.GetValue(_output)!;

    /// <summary>Judges the backup.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="backup">Its name; null with <c>--from</c>.</param>
    /// <param name="wait">Told of each look at a backup that is not over; null to refuse one.</param>
    /// <param name="cancellation">Ends it.</param>
    public async Task<BackupCase> LoadAsync(ParseResult parsed, string? backup, Action<string>? wait, CancellationToken cancellation)
    {
        if (From(parsed) is { } folder)
        {
            return DirectoryCase.Load(folder, parsed.GetValue(_objects));
        }

        using var cluster = new ClusterCase(_cluster.Read(parsed), Fetch(parsed));
        return await cluster.LoadAsync(parsed.GetValue(_namespace)!, backup!, parsed.GetValue(_reports)!, wait, cancellation);
    }

    private FetchOptions Fetch(ParseResult parsed) => new()
    {
        Hosts = parsed.GetValue(_hosts) ?? [],
        CaFile = parsed.GetValue(_ca),
        AllowHttp = parsed.GetValue(_http),
        AllowLoopback = parsed.GetValue(_loopback),
    };
}
