/** Ends the command once nobody reads its output any more, as `kith sql … | head` does: that is no error. */
export function stopWhenReaderLeaves(): void {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    process.exit(0);
  });
}
