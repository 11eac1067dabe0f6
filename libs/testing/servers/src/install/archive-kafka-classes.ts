import { rm } from 'node:fs/promises';
import { chooseBrokers, type KafkaInstallation, startBroker } from '../kafka-broker.ts';
import { createServerFolder } from '../process/server-folder.ts';
import { installOnce } from './install-once.ts';
import { progress } from './progress.ts';

const ARCHIVE = 'classes.jsa';

/**
 * Lets Java keep the classes of a broker in the form in which it uses them, which halves the time of every start.
 * Made by running a broker once. Java ignores an archive that another Java has made, so nothing depends on it.
 * Not part of the installation before, because the paths of the jars are in it.
 */
export async function archiveKafkaClasses(installation: KafkaInstallation): Promise<KafkaInstallation> {
  const { javaOptions, folder: installed } = installation;
  const folder = await installOnce(`${installed}-classes`, (unfinished) =>
    runOnce({ ...installation, javaOptions: [`-XX:ArchiveClassesAtExit=${unfinished}/${ARCHIVE}`, ...javaOptions] }),
  );
  return { ...installation, javaOptions: [`-XX:SharedArchiveFile=${folder}/${ARCHIVE}`, ...javaOptions] };
}

async function runOnce(installation: KafkaInstallation): Promise<void> {
  progress('starting Kafka once to make later starts quicker …');
  const folder = await createServerFolder('kafka-classes');
  const cluster = await chooseBrokers(1);
  for (const broker of cluster) {
    const node = await startBroker(installation, { parent: folder, isForLong: false }, broker, cluster);
    await node.stop();
  }
  await rm(folder, { recursive: true, force: true });
}
