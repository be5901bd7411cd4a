namespace VeleroFreeze.Core.Consistency.Reports;

/// <summary>What to do about a reason.</summary>
public static class Advice
{
    private static readonly Dictionary<ReasonCode, string> Texts = new()
    {
        [ReasonCode.NoGuestAgent] =
            "Install and start qemu-guest-agent in the guest, then see that KubeVirt reaches it: kubectl get vmi NAME -n NAMESPACE -o jsonpath='{.status.conditions[?(@.type==\"AgentConnected\")].status}'. "
            + "Right after a boot or a live migration the agent may need some seconds.",
        [ReasonCode.DomainNotRunning] =
            "The guest was paused or not running, so its caches were not flushed. Resume it (virtctl unpause vm NAME -n NAMESPACE) or stop it for the backup (virtctl stop NAME -n NAMESPACE).",
        [ReasonCode.FreezeFailed] =
            "Read why the guest refused: velero-freeze explain BACKUP NAMESPACE/VM. \"Permission denied\" is SELinux: in the guest run setsebool -P virt_qemu_ga_read_nonsecurity_files 1 (see ausearch -m avc -c qemu-ga). "
            + "\"has been disabled\" is the agent's own configuration: allow guest-fsfreeze-freeze in /etc/qemu/qemu-ga.conf or /etc/sysconfig/qemu-ga. During a live migration a freeze is refused: back up again afterwards.",
        [ReasonCode.FreezeTimedOut] =
            "Velero stopped waiting while the guest was still being frozen. Give it longer: kubectl annotate vm NAME -n NAMESPACE velerofreeze.io/freeze-timeout=90s. "
            + "Check that the guest is not still frozen: kubectl get vmi NAME -n NAMESPACE -o jsonpath='{.status.fsFreezeStatus}'.",
        [ReasonCode.ThawFailed] =
            "The guest may have stood still until its automatic thaw. Check it: kubectl get vmi NAME -n NAMESPACE -o jsonpath='{.status.fsFreezeStatus}', "
            + "and thaw it if it is still frozen and no backup runs: virtctl unfreeze NAME -n NAMESPACE.",
        [ReasonCode.VssWindowExceeded] =
            "Windows thaws ten seconds after the freeze. Capture the disks faster: Velero 1.18.1 polls every second with velero install --csi-snapshot-early-frequent-polling, "
            + "a volume group snapshot takes all disks at once; or stop the VM for the backup: virtctl stop NAME -n NAMESPACE.",
        [ReasonCode.AutomaticThaw] =
            "The snapshots took longer than the guest may stay frozen. Allow more time (kubectl annotate vm NAME -n NAMESPACE velerofreeze.io/unfreeze-after=600s) or find out why the snapshots are slow: kubectl get volumesnapshotcontents -o wide.",
        [ReasonCode.CapturedOutsideWindow] =
            "A disk was captured before the freeze or after the thaw: hotplugged disks and disks shared with another pod are captured with that pod. Compare: velero-freeze explain BACKUP NAMESPACE/VM. "
            + "Make it a disk of the VM's template, or group the disks with the label velero.io/volume-group (Velero 1.17 and newer).",
        [ReasonCode.HooksOverridden] =
            "Another command ran in place of virt-freezer. Find the hook and remove it: velero-freeze lint, then kubectl get vm NAME -n NAMESPACE -o jsonpath='{.spec.template.metadata.annotations}'.",
        [ReasonCode.HooksMissing] =
            "No hook ran although the launcher pod was in the backup. See what the pod carries: kubectl get pod -n NAMESPACE -l kubevirt.io=virt-launcher -o jsonpath='{.items[*].metadata.annotations}'. "
            + "A VM whose template carries hooks and kubevirt.io/skip-backup-hooks has none until it restarts. With Velero 1.15 and newer a pod that only came in with its VM gets no hooks: let the backup select pods.",
        [ReasonCode.HooksSkipped] =
            "The launcher pod was not in the backup, so that no hook could run. Let the backup include pods and do not select by a label the pod lacks: velero backup describe BACKUP.",
        [ReasonCode.PodCompleted] =
            "Only a completed launcher pod was in the backup, as it is left by a live migration or a shutdown. Delete it and back up again: kubectl delete pod -n NAMESPACE --field-selector=status.phase==Succeeded -l kubevirt.io=virt-launcher.",
        [ReasonCode.VolumeSkipped] =
            "Velero left a disk out. The reason stands in: velero backup describe BACKUP --details. Usual ones: no VolumeSnapshotClass for the driver (kubectl get volumesnapshotclass), a volume policy, an exclude label, snapshotVolumes: false.",
        [ReasonCode.VolumeFailed] =
            "A snapshot, copy or upload failed: velero backup describe BACKUP --details, then kubectl describe volumesnapshotcontents and the logs of the CSI driver or of the node agent.",
        [ReasonCode.LiveFileSystemRead] =
            "A disk was copied file by file while the guest wrote to it. Use snapshots with data movement instead of file-system backup: velero backup create BACKUP --snapshot-move-data, without --default-volumes-to-fs-backup. "
            + "A directory shared with virtiofs is never frozen with the guest (kubectl get vm NAME -n NAMESPACE -o jsonpath='{.spec.template.spec.domain.devices.filesystems}'): make it a disk, or stop the VM for the backup.",
        [ReasonCode.QuiescedElsewhere] =
            "Another data mover freezes the guest by itself; Velero's hooks say nothing about it. Look at its own record: kubectl get virtualmachinebackups -n NAMESPACE -o yaml (condition Quiesced, KubeVirt 1.9 and newer).",
        [ReasonCode.LogMissing] =
            "The backup's log could not be had. See whether it exists and can be fetched: velero backup logs BACKUP.",
        [ReasonCode.LogTruncated] =
            "The backup's log ends early. Fetch it again: velero backup logs BACKUP; if it stays cut, back up again.",
        [ReasonCode.LogUnreadable] =
            "The log cannot be read, or does not tell about hooks. Fetch it again: velero backup logs BACKUP. If it has no line about hooks, Velero's server has to log at level info: kubectl get deployment velero -n velero -o jsonpath='{.spec.template.spec.containers[0].args}' and remove --log-level=warning or above.",
        [ReasonCode.EvidenceContradicts] =
            "Two pieces of evidence do not fit each other, as when the VM was restarted or changed during the backup. See which: velero-freeze explain BACKUP NAMESPACE/VM; then back up again.",
        [ReasonCode.UnknownMessage] =
            "virt-freezer said something no known release says, or nothing. Read it: velero backup logs BACKUP | grep virt-freezer; a newer velero-freeze may know it.",
        [ReasonCode.ClockSkew] =
            "Two clocks differ by more than is tolerated. Compare the clocks of the nodes and of the storage: chronyc tracking on each.",
        [ReasonCode.LimitExceeded] =
            "The evidence is larger than is read. Back up fewer namespaces at once, so that each log stays small: velero backup create BACKUP --include-namespaces NAMESPACE.",
        [ReasonCode.StaleName] =
            "The hook names another VM, as after a restore to another namespace or a clone. Let it be written anew: kubectl label vm NAME -n NAMESPACE velerofreeze.io/freeze=required --overwrite, or velero-freeze inject FILE; it takes effect with the next start.",
        [ReasonCode.GuestUnknown] =
            "It is not known whether the guest is Windows, which thaws after ten seconds. A guest agent that answers tells: kubectl get vmi NAME -n NAMESPACE -o jsonpath='{.status.guestOSInfo.name}'.",
        [ReasonCode.FactsAfterTheFact] =
            "Nobody watched the VM while it was backed up. Keep the verifier running: kubectl get deployment -A -l app.kubernetes.io/name=velerofreeze. "
            + "For files: say what the cluster was like with --objects FILE, taken while the backup ran.",
        [ReasonCode.CaptureUnknown] =
            "It cannot be told when a disk was captured, or whether it was. Compare: velero backup describe BACKUP --details, and velero-freeze explain BACKUP NAMESPACE/VM.",
        [ReasonCode.NotTerminal] =
            "Wait until the backup has ended, then verify again: velero-freeze verify BACKUP --wait. To verify its files, fetch all of them anew, velero-backup.json too, once velero backup get BACKUP says "
            + "Completed, PartiallyFailed or Failed. A backup that is being deleted has no verdict any more.",
        [ReasonCode.ForeignEvidence] =
            "The files are of another backup, or of several. Download those of one backup into a folder of their own: velero backup logs BACKUP.",
        [ReasonCode.CountersDisagree] =
            "The log lacks lines or has too many. Fetch it again: velero backup logs BACKUP, and compare with velero backup describe BACKUP (HooksAttempted, Errors).",
        [ReasonCode.InstanceReplaced] =
            "The guest was restarted, migrated or lost its agent while it was backed up. See when: kubectl get events -n NAMESPACE, then back up again.",
        [ReasonCode.HistoryGap] =
            "The verifier was restarted, or a watch of its broke, while the VM was backed up. Two replicas bridge a restart: kubectl get deployment -A -l app.kubernetes.io/name=velerofreeze. Back up again.",
        [ReasonCode.DisksUnknown] =
            "Not every disk is known. With files: give the cluster's objects with --objects FILE (kubectl get vm,vmi,pod,pvc,ns -A -o json, taken while the backup ran).",
        [ReasonCode.AlreadyFrozen] =
            "The guest was frozen before this backup began, as after a freeze that timed out. Thaw it, or wait for its automatic thaw, and back up again: virtctl unfreeze NAME -n NAMESPACE.",
        [ReasonCode.OtherActor] =
            "Two backups or snapshots of one VM must not overlap: the first thaw ends the other's freeze. See which: velero-freeze explain BACKUP NAMESPACE/VM; then plan the schedules apart.",
    };

    /// <returns>Plain words with the command to run; null when nothing needs to be done.</returns>
    public static string? For(ReasonCode reason) => Texts.GetValueOrDefault(reason);
}
