package dev.eventstore.cli.nodes;

import java.io.IOException;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;

/** Ports of this machine that nobody uses at the moment. Stateless. */
final class FreePorts {

    private FreePorts() {}

    /**
     * Finds some; all are looked for at once, so no two are the same.
     *
     * @param count how many
     * @return the ports
     * @throws IOException if there are not as many
     */
    static List<Integer> find(int count) throws IOException {
        List<ServerSocket> sockets = new ArrayList<>();
        try {
            for (int i = 0; i < count; i++) {
                sockets.add(new ServerSocket(0));
            }
            return sockets.stream().map(ServerSocket::getLocalPort).toList();
        } finally {
            for (ServerSocket socket : sockets) {
                socket.close();
            }
        }
    }
}
