/** So full that the next photos may find no room. */
const shortShare = 0.8;

/** Whether the browser's room for this origin runs short; false when it does not say. */
export async function isSpaceShort(manager: Pick<StorageManager, 'estimate'> | undefined): Promise<boolean> {
  const { usage, quota } = (await manager?.estimate()) ?? {};
  return usage !== undefined && quota !== undefined && usage > shortShare * quota;
}
