package dev.eventstore.cli.server;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/**
 * Asks a port of this machine whether a PostgreSQL lets people in there, by the first message of its protocol; it logs
 * nobody in. Stateless.
 */
final class ServerProbe {

    /** What the port answered. */
    enum Answer {
        /** A PostgreSQL that asks who we are. */
        READY,
        /** A PostgreSQL that starts, recovers or stops. */
        BUSY,
        /** Nothing, or no PostgreSQL. */
        NOTHING
    }

    private static final int TIMEOUT_MILLIS = 2_000;
    private static final int PROTOCOL_3_0 = 3 << 16;
    private static final String CANNOT_CONNECT_NOW = "57P03";

    private ServerProbe() {}

    static Answer ask(int port) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), TIMEOUT_MILLIS);
            socket.setSoTimeout(TIMEOUT_MILLIS);
            sendStartup(new DataOutputStream(socket.getOutputStream()));
            return answer(new DataInputStream(socket.getInputStream()));
        } catch (IOException e) {
            return Answer.NOTHING;
        }
    }

    private static void sendStartup(DataOutputStream out) throws IOException {
        byte[] parameters = "user\0postgres\0database\0postgres\0\0".getBytes(StandardCharsets.US_ASCII);
        out.writeInt(2 * Integer.BYTES + parameters.length);
        out.writeInt(PROTOCOL_3_0);
        out.write(parameters);
        out.flush();
    }

    private static Answer answer(DataInputStream in) throws IOException {
        int kind = in.read();
        if (kind == 'R') {
            return Answer.READY;
        }
        if (kind != 'E') {
            return Answer.NOTHING;
        }
        byte[] fields = in.readNBytes(Math.max(0, Math.min(in.readInt(), 64 * 1024) - Integer.BYTES));
        String text = new String(fields, StandardCharsets.UTF_8);
        return text.contains("C" + CANNOT_CONNECT_NOW) ? Answer.BUSY : Answer.READY;
    }
}
