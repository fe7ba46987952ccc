package dev.redport.driver;

import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/** A master and its replicas: the whole data, or the slots of a cluster that the master owns. */
record Shard(Server master, List<Server> replicas) {
    Shard {
        replicas = List.copyOf(replicas);
    }

    /** Who is to be asked: for a read that may be old, any replica that works, else the master. */
    Server serving(Command command) {
        if (!command.fromReplica() || replicas.isEmpty()) {
            return master;
        }
        Server any = replicas.get(ThreadLocalRandom.current().nextInt(replicas.size()));
        return any.isSuspect() ? master : any;
    }
}
